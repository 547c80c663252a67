"""Issues a vaccination certificate with suds, then shows a refusal and a fault.

usage: example.py [WSDL]
"""
import os
import sys
import uuid

from suds import WebFault
from suds.client import Client
from suds.sax.attribute import Attribute
from suds.sax.element import Element

# --- yours to change ---
WSDL = os.environ.get('GATEWAY_WSDL', 'http://localhost:8080/wsdl/certificates.wsdl')
CLIENT = ('SEVDEIR-TEST', 'GOV', '00000001', '01_Zrazok_Registry_test')
SERVICE = ('SEVDEIR-TEST', 'GOV', '00000000', '00_Sandbox_Certificates')
USER = 'UA0000000017'
# -----------------------

XRD = ('xrd', 'http://x-road.eu/xsd/xroad.xsd')
ID = ('id', 'http://x-road.eu/xsd/identifiers')
PARTS = ('xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode', 'serviceCode')


def identifier(name, object_type, values):
    """Built by hand: suds' own factory would write objectType without its namespace."""
    block = Element(name, ns=XRD)
    block.addPrefix(*ID)
    block.append(Attribute('id:objectType', object_type))
    block.append([Element(part, ns=ID).setText(value) for part, value in zip(PARTS, values)])
    return block


def header(operation, message_id):
    return [
        identifier('client', 'SUBSYSTEM', CLIENT),
        identifier('service', 'SERVICE', (*SERVICE, operation)),
        Element('id', ns=XRD).setText(message_id),
        Element('userId', ns=XRD).setText(USER),
        Element('protocolVersion', ns=XRD).setText('4.0'),
    ]


def issue(client, date, rnokpp='0000000017'):
    message_id = str(uuid.uuid4())
    client.set_options(soapheaders=header('IssueVaccinationCertificate_v1', message_id))
    answer = client.service.IssueVaccinationCertificate_v1(
        person={'familyName': 'Вигадана', 'givenName': 'Олена',
                'birthDate': '1980-01-01', 'rnokpp': rnokpp},
        event={'recordId': str(uuid.uuid4()), 'product': 'EU/1/20/1528',
               'doseNumber': 2, 'totalDoses': 2, 'date': date, 'country': 'UA'},
    )
    if client.last_received().childAtPath('Envelope/Header/id').text != message_id:
        raise RuntimeError('an answer to another message')
    return answer


def paths(fault):
    """In a SOAP Fault suds knows no types, and a list of one is no list."""
    violations = getattr(fault, 'violation', [])
    return [v.path for v in (violations if isinstance(violations, list) else [violations])]


def show(answer):
    if 'fault' in answer:  # a business refusal is an ordinary answer, HTTP 200
        print('REFUSED', answer.fault.faultCode, *paths(answer.fault))
    else:
        print(answer.certificate.outcome, answer.certificate.uvci, answer.certificate.hc1[:20])


def main():
    wsdl = sys.argv[1] if len(sys.argv) > 1 else WSDL
    client = Client(wsdl, cache=None)  # otherwise the WSDL is kept for a day
    show(issue(client, '2022-01-15'))
    show(issue(client, '2035-01-01'))
    try:
        issue(client, '2022-01-15', rnokpp='17')  # leading zeros lost
    except WebFault as failure:  # a technical failure; its detail has the fields of a refusal
        detail = failure.fault.detail.gatewayFault
        print('FAULT', detail.faultCode, *paths(detail))


main()
