import { CHANNEL_GLOBALS } from '../channels/parse-channel.ts'

/** What Alertmanager's `global` may hold. Channels read what they know of it; the rest is passed over. */
export const GLOBAL_FIELDS: readonly string[] = [
  ...CHANNEL_GLOBALS,
  'resolve_timeout',
  'http_config',
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
