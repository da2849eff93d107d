const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes as text: UTF-8, or Latin-1 where they are not, so that every byte is kept. */
export function bytesAsText(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  }
}
