/** The validation handshake of HTTP 1.1 Web Hooks for Event Delivery 1.0.2, section 4: whoever asks may try to send. */
export function consent(headers: Headers): Response {
  const origin = headers.get('webhook-request-origin')
  const granted = { 'webhook-allowed-origin': origin ?? '', 'webhook-allowed-rate': '*' }
  return new Response(null, { status: 200, headers: { allow: 'POST', ...(origin !== null && granted) } })
}
