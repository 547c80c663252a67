// Issues a vaccination certificate with JAX-WS, then shows a refusal and a fault.
// usage: java Example WSDL; the classes it imports are generated from the WSDL, see ./run

import com.sun.xml.ws.api.message.*;
import com.sun.xml.ws.developer.WSBindingProvider;
import java.net.URL;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.namespace.QName;
import javax.xml.soap.*;
import ua.gov.ehealth.certificates.trembita.v1.*;

public class Example {
  // --- yours to change ---
  static final String OPERATION = "IssueVaccinationCertificate_v1";
  static final String[] CLIENT = {"SEVDEIR-TEST", "GOV", "00000001", "01_Zrazok_Registry_test"};
  static final String[] SERVICE =
      {"SEVDEIR-TEST", "GOV", "00000000", "00_Sandbox_Certificates", OPERATION};
  static final String USER = "UA0000000017";
  // -----------------------

  static final String XRD = "http://x-road.eu/xsd/xroad.xsd";
  static final String ID = "http://x-road.eu/xsd/identifiers";
  static final String[] PARTS =
      {"xRoadInstance", "memberClass", "memberCode", "subsystemCode", "serviceCode"};

  static Header identifier(String name, String type, String[] values) throws SOAPException {
    SOAPElement block = SOAPFactory.newInstance().createElement(name, "xrd", XRD);
    block.addAttribute(new QName(ID, "objectType", "id"), type);
    for (int at = 0; at < values.length; at++) {
      block.addChildElement(PARTS[at], "id", ID).addTextNode(values[at]);
    }
    return Headers.create(block);
  }

  static IssueVaccinationCertificateV1 request(String date, String rnokpp) throws Exception {
    DatatypeFactory dates = DatatypeFactory.newInstance();
    IssueVaccinationCertificateV1 request = new IssueVaccinationCertificateV1();
    Person person = new Person();
    person.setFamilyName("Вигадана");
    person.setGivenName("Олена");
    person.setBirthDate(dates.newXMLGregorianCalendar("1980-01-01"));
    person.setRnokpp(rnokpp);
    request.setPerson(person);
    Vaccination event = new Vaccination();
    event.setRecordId(UUID.randomUUID().toString());
    event.setProduct("EU/1/20/1528");
    event.setDoseNumber(2);
    event.setTotalDoses(2);
    event.setDate(dates.newXMLGregorianCalendar(date));
    event.setCountry("UA");
    request.setEvent(event);
    return request;
  }

  static void issue(CertificatesPortType port, String date, String rnokpp) throws Exception {
    String messageId = UUID.randomUUID().toString();
    WSBindingProvider binding = (WSBindingProvider) port;
    binding.setOutboundHeaders(
        identifier("client", "SUBSYSTEM", CLIENT), identifier("service", "SERVICE", SERVICE),
        Headers.create(new QName(XRD, "id"), messageId),
        Headers.create(new QName(XRD, "userId"), USER),
        Headers.create(new QName(XRD, "protocolVersion"), "4.0"));
    IssueVaccinationCertificateV1Response answer =
        port.issueVaccinationCertificateV1(request(date, rnokpp));
    if (binding.getInboundHeaders().stream().noneMatch(header ->
        header.getLocalPart().equals("id") && header.getStringContent().equals(messageId))) {
      throw new IllegalStateException("an answer to another message");
    }
    Refusal refusal = answer.getFault(); // a business refusal is an ordinary answer, HTTP 200
    if (refusal != null) show("REFUSED", refusal.getFaultCode(), refusal.getViolation());
    else show(answer.getCertificate());
  }

  static void show(String kind, String code, List<Violation> violations) {
    System.out.println(kind + " " + code + " "
        + violations.stream().map(Violation::getPath).collect(Collectors.joining(" ")));
  }

  static void show(Certificate issued) {
    String start = issued.getHc1().substring(0, 20);
    System.out.println(issued.getOutcome() + " " + issued.getUvci() + " " + start);
  }

  public static void main(String[] arguments) throws Exception {
    URL wsdl = new URL(arguments[0]);
    CertificatesPortType port = new CertificatesService(wsdl).getCertificatesPort();
    issue(port, "2022-01-15", "0000000017");
    issue(port, "2035-01-01", "0000000017");
    try {
      issue(port, "2022-01-15", "17"); // leading zeros lost
    } catch (GatewayFaultMessage failure) { // technical; its detail has the fields of a refusal
      GatewayFault detail = failure.getFaultInfo();
      show("FAULT", detail.getFaultCode(), detail.getViolation());
    }
  }
}
