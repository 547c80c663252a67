"""Issues a vaccination certificate with zeep, then shows a refusal and a fault.

usage: example.py [WSDL]
"""
import datetime
import os
import sys
import uuid

import zeep

# --- yours to change ---
WSDL = os.environ.get('GATEWAY_WSDL', 'http://localhost:8080/wsdl/certificates.wsdl')
CLIENT = {'xRoadInstance': 'SEVDEIR-TEST', 'memberClass': 'GOV', 'memberCode': '00000001',
          'subsystemCode': '01_Zrazok_Registry_test'}
SERVICE = {'xRoadInstance': 'SEVDEIR-TEST', 'memberClass': 'GOV', 'memberCode': '00000000',
           'subsystemCode': '00_Sandbox_Certificates'}
USER = 'UA0000000017'
# -----------------------

NAMESPACES = {'c': 'http://certificates.ehealth.gov.ua/trembita/v1'}


def header(operation):
    """The X-Road header; zeep writes each block as the WSDL describes it."""
    return {
        'client': {'objectType': 'SUBSYSTEM', **CLIENT},
        'service': {'objectType': 'SERVICE', **SERVICE, 'serviceCode': operation},
        'id': str(uuid.uuid4()),
        'userId': USER,
        'protocolVersion': '4.0',
    }


def issue(client, date, rnokpp='0000000017'):
    asked = header('IssueVaccinationCertificate_v1')
    answer = client.service.IssueVaccinationCertificate_v1(
        _soapheaders=asked,
        person={'familyName': 'Вигадана', 'givenName': 'Олена',
                'birthDate': datetime.date(1980, 1, 1), 'rnokpp': rnokpp},
        event={'recordId': str(uuid.uuid4()), 'product': 'EU/1/20/1528',
               'doseNumber': 2, 'totalDoses': 2, 'date': date, 'country': 'UA'},
    )
    # The WSDL describes the header of the answer too: so zeep returns both of them.
    if answer.header.id != asked['id']:
        raise RuntimeError('an answer to another message')
    return answer.body


def show(answer):
    if answer.fault:  # a business refusal is an ordinary answer, HTTP 200
        print('REFUSED', answer.fault.faultCode, *(v.path for v in answer.fault.violation))
    else:
        print(answer.certificate.outcome, answer.certificate.uvci, answer.certificate.hc1[:20])


def show_fault(fault):
    """A technical failure is a SOAP Fault; its detail holds the same fields as a refusal."""
    detail = fault.detail.find('c:gatewayFault', NAMESPACES)
    paths = (path.text for path in detail.findall('c:violation/c:path', NAMESPACES))
    print('FAULT', detail.findtext('c:faultCode', namespaces=NAMESPACES), *paths)


def main():
    client = zeep.Client(sys.argv[1] if len(sys.argv) > 1 else WSDL)
    show(issue(client, datetime.date(2022, 1, 15)))
    show(issue(client, datetime.date(2035, 1, 1)))
    try:
        issue(client, datetime.date(2022, 1, 15), rnokpp='17')  # leading zeros lost
    except zeep.exceptions.Fault as fault:
        show_fault(fault)


main()
