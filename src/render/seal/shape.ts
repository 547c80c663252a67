// The one shape that a seal has, down to every attribute. Whatever is built otherwise (another algorithm, a second
// signature, a moved element, an identifier that stands twice) is refused before any of it is verified.

import type { Node } from '../../xml/tree.ts'
import { algorithms, ids, namespaces, propertiesType } from './signature.ts'

const prefixes: Readonly<Record<string, string>> = {
  [namespaces.signature]: 'ds:',
  [namespaces.properties]: 'xades:',
}

const { canonicalisation, signature, digest, enveloped } = algorithms

const shape = `ds:Signature Id=${ids.signature}
  ds:SignedInfo
    ds:CanonicalizationMethod Algorithm=${canonicalisation}
    ds:SignatureMethod Algorithm=${signature}
    ds:Reference Id=${ids.document} URI=
      ds:Transforms
        ds:Transform Algorithm=${enveloped}
        ds:Transform Algorithm=${canonicalisation}
      ds:DigestMethod Algorithm=${digest}
      ds:DigestValue
    ds:Reference Type=${propertiesType} URI=#${ids.properties}
      ds:Transforms
        ds:Transform Algorithm=${canonicalisation}
      ds:DigestMethod Algorithm=${digest}
      ds:DigestValue
  ds:SignatureValue
  ds:KeyInfo
    ds:X509Data
      ds:X509Certificate
  ds:Object
    xades:QualifyingProperties Target=#${ids.signature}
      xades:SignedProperties Id=${ids.properties}
        xades:SignedSignatureProperties
          xades:SigningTime
          xades:SigningCertificateV2
            xades:Cert
              xades:CertDigest
                ds:DigestMethod Algorithm=${digest}
                ds:DigestValue
        xades:SignedDataObjectProperties
          xades:DataObjectFormat ObjectReference=#${ids.document}
            xades:MimeType`

function named(name: string, namespaceUri: string): string {
  return `${prefixes[namespaceUri] ?? (namespaceUri === '' ? '' : `{${namespaceUri}}`)}${name}`
}

/** The element with its attributes and the elements within, one a line; text beside elements is marked. */
function outline(node: Node, indent = ''): string {
  const attributes = node.attributes
    .map(({ name, namespaceUri, value }) => ` ${named(name, namespaceUri)}=${value}`)
    .sort()
  const mixed = node.children.length > 0 && node.text.trim() !== '' ? ' text' : ''
  const own = `${indent}${named(node.name, node.namespaceUri)}${attributes.join('')}${mixed}`
  return [own, ...node.children.map((child) => outline(child, `${indent}  `))].join('\n')
}

export function isSealShaped(signatureElement: Node): boolean {
  return outline(signatureElement) === shape
}

/** The element at a path of names below a node. */
export function at(node: Node | undefined, ...[name, ...rest]: string[]): Node | undefined {
  if (name === undefined) return node
  return at(
    node?.children.find((child) => child.name === name),
    ...rest,
  )
}
