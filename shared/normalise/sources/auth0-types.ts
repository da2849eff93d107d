import type { AuditEvent } from '../../events/audit-event.ts'
import { CLASS } from '../classify.ts'

type Status = AuditEvent['status']
export type LogType = { classUid: number; status: Status }

/** The codes of each class and outcome; what a code stands for is in Auth0's list. */
const CODES: readonly [classUid: number, status: Status, codes: string][] = [
  [
    CLASS.authentication,
    'Success',
    `s ssa scoa scv sd sdel sdelsa sdeleacft slo sens seacft seccft secte sede sepft seoobft seotpft sepkoobft sepkotpft
    sepkrcft sercft sertft seta srrt gd_auth_succeed gd_recovery_succeed gd_send_pn gd_send_sms gd_send_voice
    gd_send_email cls cs ciba_start_succeeded ciba_exchange_succeeded idjag_exchange_succeeded
    success_on_behalf_of_token_exchange oidc_backchannel_logout_succeeded universal_logout_succeeded`,
  ],
  [
    CLASS.authentication,
    'Failure',
    `f fp fu fc fco fcoa fd fsa fens feacft feccft fecte fede fepft feoobft feotpft fepotpft fercft ferrt fertft feta
    fdelsa fdeleacft fdeac fdeaz fdecc flo fpar gd_auth_failed gd_auth_rejected gd_recovery_failed
    gd_otp_rate_limit_exceed gd_webauthn_challenge_failed gd_send_pn_failure gd_send_sms_failure gd_send_voice_failure
    passkey_challenge_failed limit_wc limit_mu limit_sul limit_delegation limit_phone limit_ui pwd_leak
    ciba_start_failed ciba_exchange_failed idjag_exchange_failed jwt_bearer_exchange_failed
    failed_on_behalf_of_token_exchange federated_logout_failed oidc_backchannel_logout_failed universal_logout_failed
    rich_consents_access_error`,
  ],
  [CLASS.authentication, 'Unknown', 'w pla mfar gd_start_auth passkey_challenge_started'],
  [
    CLASS.accountChange,
    'Success',
    `ss si sv svr sce scp scpn scpr scu sdu du sui sscim ublkdu gd_enrollment_complete gd_unenroll
    gd_update_device_account gd_send_email_verification gd_auth_email_verification
    my_account_authentication_method_succeeded connected_accounts_connection_succeeded
    connected_accounts_delete_succeeded`,
  ],
  [
    CLASS.accountChange,
    'Failure',
    `fs fi fv fvr fce fcp fcph fcpn fcpr fcu fdu fui fscim fpurh signup_pwd_leak reset_pwd_leak gd_start_enroll_failed
    gd_webauthn_enrollment_failed my_account_authentication_method_failed connected_accounts_connection_failed
    connected_accounts_delete_failed`,
  ],
  [CLASS.accountChange, 'Unknown', 'wum gd_start_enroll'],
  [CLASS.accessManagement, 'Success', 'organization_member_added'],
  [
    CLASS.apiActivity,
    'Success',
    `sapi mgmt_api_read kms_key_management_success kms_key_state_changed gd_tenant_update directory_sync_completed
    flows_execution_completed forms_submission_succeeded ss_sso_success resource_cleanup`,
  ],
  [
    CLASS.apiActivity,
    'Failure',
    `fapi fn fcpro api_limit actions_execution_failed kms_key_management_failure directory_sync_failed
    flows_execution_failed forms_submission_failed ss_sso_failure custom_domain_verification_failed`,
  ],
]

const TYPES: ReadonlyMap<string, LogType> = new Map(
  CODES.flatMap(([classUid, status, codes]) =>
    codes.split(/\s+/).map((code): [string, LogType] => [code, { classUid, status }]),
  ),
)

/**
 * What a code of Auth0's says of class and outcome; newer codes are words that end in theirs.
 * https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes
 */
export function logType(code: string): LogType {
  const known = TYPES.get(code)
  if (known !== undefined) return known
  const isFailure = /_(?:failed|failure)$/.test(code)
  const isSuccess = /_(?:succeeded|success|completed)$/.test(code)
  return { classUid: CLASS.apiActivity, status: isFailure ? 'Failure' : isSuccess ? 'Success' : 'Unknown' }
}
