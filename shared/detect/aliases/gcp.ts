import type { AliasTable } from './alias.ts'

/** Sigma's `gcp.audit` rules name fields as Elastic's and another pipeline do; the records are Cloud Logging's. */
export const GCP: AliasTable = {
  product: 'gcp',
  ignoreCase: false,
  services: {
    'gcp.audit': {
      'gcp.audit.method_name': ['protoPayload.methodName'],
      'data.protoPayload.authorizationInfo.granted': ['protoPayload.authorizationInfo.granted'],
      'data.protoPayload.authorizationInfo.permission': ['protoPayload.authorizationInfo.permission'],
      'data.protoPayload.logName': ['logName'],
      'data.protoPayload.methodName': ['protoPayload.methodName'],
      'data.protoPayload.resource.type': ['resource.type'],
      'data.protoPayload.serviceName': ['protoPayload.serviceName'],
    },
  },
}
