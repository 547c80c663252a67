<?php
// Issues a vaccination certificate with SoapClient, then shows a refusal and a fault.
// usage: php example.php [WSDL]

declare(strict_types=1);

// --- yours to change ---
$wsdl = $argv[1] ?? (getenv('GATEWAY_WSDL') ?: 'http://localhost:8080/wsdl/certificates.wsdl');
const CLIENT = ['SEVDEIR-TEST', 'GOV', '00000001', '01_Zrazok_Registry_test'];
const SERVICE = ['SEVDEIR-TEST', 'GOV', '00000000', '00_Sandbox_Certificates'];
const USER = 'UA0000000017';
// -----------------------

const XRD = 'http://x-road.eu/xsd/xroad.xsd';
const ID = 'http://x-road.eu/xsd/identifiers';
const PARTS = ['xRoadInstance', 'memberClass', 'memberCode', 'subsystemCode', 'serviceCode'];

/** As XML: SoapHeader has no means for an attribute with a namespace. */
function identifier(string $name, string $objectType, array $values): SoapHeader
{
    $start = '<x:%s xmlns:x="%s" xmlns:i="%s" i:objectType="%s">';
    $xml = sprintf($start, $name, XRD, ID, $objectType);
    foreach ($values as $at => $value) {
        $xml .= sprintf('<i:%1$s>%2$s</i:%1$s>', PARTS[$at], htmlspecialchars($value, ENT_XML1));
    }
    return new SoapHeader(XRD, $name, new SoapVar("$xml</x:$name>", XSD_ANYXML));
}

/** @return SoapHeader[] */
function xRoadHeader(string $operation, string $messageId): array
{
    return [
        identifier('client', 'SUBSYSTEM', CLIENT),
        identifier('service', 'SERVICE', [...SERVICE, $operation]),
        new SoapHeader(XRD, 'id', $messageId),
        new SoapHeader(XRD, 'userId', USER),
        new SoapHeader(XRD, 'protocolVersion', '4.0'),
    ];
}

function issue(SoapClient $client, string $date, string $rnokpp = '0000000017'): object
{
    $operation = 'IssueVaccinationCertificate_v1';
    $person = ['familyName' => 'Вигадана', 'givenName' => 'Олена',
        'birthDate' => '1980-01-01', 'rnokpp' => $rnokpp];
    $event = ['recordId' => bin2hex(random_bytes(16)), 'product' => 'EU/1/20/1528',
        'doseNumber' => 2, 'totalDoses' => 2, 'date' => $date, 'country' => 'UA'];
    $messageId = bin2hex(random_bytes(16));
    $answer = $client->__soapCall($operation, [['person' => $person, 'event' => $event]], [],
        xRoadHeader($operation, $messageId), $answered);
    if ($answered['id'] !== $messageId) {
        throw new RuntimeException('an answer to another message');
    }
    return $answer;
}

/** In a SOAP Fault nothing is typed, and a list of one is no list whatever the features say. */
function paths(object $fault): string
{
    $violations = $fault->violation ?? [];
    $list = is_array($violations) ? $violations : [$violations];
    return implode(' ', array_map(fn ($violation) => $violation->path, $list));
}

function show(object $answer): void
{
    if (isset($answer->fault)) { // a business refusal is an ordinary answer, HTTP 200
        echo "REFUSED {$answer->fault->faultCode} ", paths($answer->fault), "\n";
    } else {
        $certificate = $answer->certificate;
        echo "$certificate->outcome $certificate->uvci ", substr($certificate->hc1, 0, 20), "\n";
    }
}

$client = new SoapClient($wsdl, [
    'cache_wsdl' => WSDL_CACHE_NONE, // in production keep it, and version the URL
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS, // a list of one stays a list
]);
show(issue($client, '2022-01-15'));
show(issue($client, '2035-01-01'));
try {
    issue($client, '2022-01-15', '17'); // leading zeros lost
} catch (SoapFault $failure) { // a technical failure; its detail has the fields of a refusal
    $detail = $failure->detail->gatewayFault;
    echo "FAULT $detail->faultCode ", paths($detail), "\n";
}
