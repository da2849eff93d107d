import { CHANNEL_GLOBALS } from '../channels/parse-channel.ts'

/**
 * What Alertmanager's `global` may hold. Channels read what they know of it; the rest is of kinds that AuditFlow
 * lacks, or of alerts without an end, of which there are none here (`resolve_timeout`).
 */
export const GLOBAL_FIELDS: readonly string[] = [
  ...CHANNEL_GLOBALS,
  'resolve_timeout',
  'jira_api_url',
  'smtp_auth_secret',
  'smtp_auth_secret_file',
  'smtp_auth_identity',
  'wechat_api_url',
  'wechat_api_secret',
  'wechat_api_secret_file',
  'wechat_api_corp_id',
  'victorops_api_url',
  'victorops_api_key',
  'victorops_api_key_file',
  'webex_api_url',
  'rocketchat_api_url',
  'rocketchat_token',
  'rocketchat_token_file',
  'rocketchat_token_id',
  'rocketchat_token_id_file',
  'mattermost_webhook_url',
  'mattermost_webhook_url_file',
]

/** It would be every channel's, also of those that can't be asked so. */
export const GLOBAL_UNSUPPORTED: Readonly<Record<string, string>> = {
  http_config: 'is not supported by AuditFlow; authorization and basic_auth may stand in http_config of a channel',
}
