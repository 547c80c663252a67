// Issues a vaccination certificate with gSOAP, then shows a refusal and a fault.
// Classes and the address to call are generated from the WSDL, see ./run

#include <iostream>
#include <random>
#include "CertificatesBinding.nsmap"
#include "soapCertificatesBindingProxy.h"

// --- yours to change ---
static const char *const INSTANCE = "SEVDEIR-TEST", *const USER = "UA0000000017";
static const char *const CLIENT[] = {"GOV", "00000001", "01_Zrazok_Registry_test"};
static const char *const SERVICE[] = {"GOV", "00000000", "00_Sandbox_Certificates"};
static const char *const OPERATION = "IssueVaccinationCertificate_v1";
// -----------------------

/** gSOAP wants pointers where a field is optional; the context frees them. */
static std::string *text(soap *context, const std::string &value) {
  return &(*soap_new_std__string(context) = value);
}

static std::string unique() {
  std::random_device random;
  return std::to_string(random()) + "-" + std::to_string(random()) + "-" + std::to_string(random());
}

template <class Identifier>
static void fill(Identifier &identifier, const char *const parts[], soap *context) {
  identifier.xRoadInstance = INSTANCE;
  identifier.memberClass = parts[0];
  identifier.memberCode = parts[1];
  identifier.subsystemCode = text(context, parts[2]);
}

static void show(const std::string &kind, const std::string &code,
                 const std::vector<c__Violation *> &violations) {
  std::cout << kind << " " << code;
  for (const auto *violation : violations) std::cout << " " << violation->path;
  std::cout << std::endl;
}

static int issue(soap *context, const char *date, const char *rnokpp) {
  const std::string messageId = unique();
  id__XRoadClientIdentifierType client;
  client.objectType = id__XRoadObjectType__SUBSYSTEM;
  fill(client, CLIENT, context);
  id__XRoadServiceIdentifierType service;
  service.objectType = id__XRoadObjectType__SERVICE;
  service.serviceCode = OPERATION;
  fill(service, SERVICE, context);
  SOAP_ENV__Header header;
  header.xrd__client = &client;
  header.xrd__service = &service;
  header.xrd__id = text(context, messageId);
  header.xrd__userId = text(context, USER);
  header.xrd__protocolVersion = text(context, "4.0");
  context->header = &header;

  c__Person person;
  person.familyName = "Вигадана";
  person.givenName = "Олена";
  person.birthDate = "1980-01-01";
  person.rnokpp = text(context, rnokpp);
  c__Vaccination event;
  event.recordId = text(context, unique());
  event.product = "EU/1/20/1528";
  event.doseNumber = event.totalDoses = 2;
  event.date = date;
  event.country = "UA";
  _c__IssueVaccinationCertificate_USCOREv1 request;  // gSOAP writes _ in a name as _USCORE
  request.person = &person;
  request.event = &event;
  _c__IssueVaccinationCertificate_USCOREv1Response answer;
  CertificatesBindingProxy proxy(context);
  if (proxy.IssueVaccinationCertificate_USCOREv1(&request, answer) != SOAP_OK) {
    const SOAP_ENV__Fault *fault = context->fault;  // its detail has the fields of a refusal
    if (!fault || !fault->detail || !fault->detail->c__gatewayFault)
      return soap_print_fault(context, stderr), 1;
    const c__GatewayFault &detail = *fault->detail->c__gatewayFault;
    return show("FAULT", detail.faultCode, detail.violation), 0;
  }
  const SOAP_ENV__Header *answered = context->header;
  if (!answered || !answered->xrd__id || *answered->xrd__id != messageId)
    return std::cerr << "an answer to another message" << std::endl, 1;
  if (answer.fault)  // a business refusal is an ordinary answer, HTTP 200
    return show("REFUSED", answer.fault->faultCode, answer.fault->violation), 0;
  const c__Certificate &issued = *answer.certificate;
  // hc1 is always there unless the delivery was encrypted (encryptTo).
  std::cout << issued.outcome << " " << issued.uvci << " " << issued.hc1->substr(0, 20) << std::endl;
  return 0;
}

int main() {
  soap *context = soap_new1(SOAP_XML_STRICT | SOAP_C_UTFSTRING);  // strings are UTF-8
  int failed = issue(context, "2022-01-15", "0000000017") ||
               issue(context, "2035-01-01", "0000000017") ||
               issue(context, "2022-01-15", "17");  // leading zeros lost
  soap_destroy(context), soap_end(context), soap_free(context);
  return failed;
}
