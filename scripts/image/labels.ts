/** Where each image has the list of what it is made of. */
export const SBOM_PATH = '/sbom.cdx.json'

export type Labels = Record<string, string>

/**
 * The labels of an image, as infra/image/Dockerfile gives them too; names of their own by
 * https://github.com/opencontainers/image-spec/blob/v1.1.0/annotations.md.
 */
export function labelsOf(program: string, version: string, revision: string): Labels {
  return {
    'org.opencontainers.image.title': program,
    'org.opencontainers.image.description': 'A program of AuditFlow',
    'org.opencontainers.image.version': version,
    'org.opencontainers.image.revision': revision,
    'io.auditflow.sbom': SBOM_PATH,
  }
}
