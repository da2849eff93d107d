import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { type Entry, tar } from './tar.ts'

/** A layer: its packed bytes, and the digest of the unpacked ones, by which a running image knows it. */
export type Layer = { blob: Buffer; diffId: string }
export type ImageConfig = {
  Cmd: string[]
  Env: string[]
  User: string
  WorkingDir: string
  ExposedPorts: Record<string, object>
  Labels: Record<string, string>
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const CONFIG = 'application/vnd.oci.image.config.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'
const ARCHITECTURES: Record<string, string> = { x64: 'amd64', arm64: 'arm64' }

export function layer(entries: readonly Entry[]): Layer {
  const content = tar(entries)
  return { blob: gzipSync(content), diffId: digest(content) }
}

/**
 * An image as an OCI image layout in a tar archive (https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md),
 * which containerd, podman and Docker from 25 on import. The same layers and configuration give the same bytes.
 * @param name with registry and tag: the name it has once imported
 */
export function ociArchive(name: string, config: ImageConfig, layers: readonly Layer[]): Buffer {
  const architecture = ARCHITECTURES[process.arch] ?? process.arch
  const rootfs = { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) }
  const configBlob = json({ architecture, os: 'linux', config, rootfs })
  const manifest = json({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: describe(CONFIG, configBlob),
    layers: layers.map(({ blob }) => describe(LAYER, blob)),
  })
  const annotations = { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': name }
  const index = json({
    schemaVersion: 2,
    manifests: [{ ...describe(MANIFEST, manifest), annotations, platform: { architecture, os: 'linux' } }],
  })
  const blobs = [configBlob, manifest, ...layers.map(({ blob }) => blob)]
  return tar([
    { path: 'oci-layout', content: json({ imageLayoutVersion: '1.0.0' }) },
    { path: 'index.json', content: index },
    { path: 'blobs' },
    { path: 'blobs/sha256' },
    ...blobs.map((content) => ({ path: `blobs/${digest(content).replace(':', '/')}`, content })),
  ])
}

function describe(mediaType: string, blob: Buffer) {
  return { mediaType, digest: digest(blob), size: blob.length }
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value))
}

function digest(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}
