import { CLASS, classOf } from '../classify.ts'

/**
 * OneLogin's event types by id, in few words each: those of its list of event types
 * (https://developers.onelogin.com/api-docs/1/events/event-resource), and of the later ones those that public rules name.
 */
const NAMES = `
  1 App added to role; 2 App removed from role; 3 User assumed another user; 4 Role assigned to user;
  5 User logged into OneLogin; 6 User failed to log in to OneLogin; 7 User logged out of OneLogin;
  8 User logged into app; 10 User requested new password; 11 User changed password; 12 User unlocked;
  13 User created; 14 User updated; 15 User deactivated; 16 User activated; 17 User deleted;
  18 Password request approved; 19 User locked; 20 User limit reached; 21 User suspended;
  22 User registered OTP device; 23 User triggered bulk operation; 24 User deregistered OTP device;
  25 Provisioning exception; 26 Provisioning event; 27 User downloaded browser certificate; 28 User recently removed;
  29 User logged out of app; 30 Payment information updated; 31 Payment information update failed;
  32 User reactivated; 33 User imported from directory; 34 User requested access to app; 35 User locked out of app;
  36 User lost OTP device; 37 User requested to join; 38 App reached user limit; 39 Connector broken;
  40 User unlocked OTP device; 41 Active Directory connector started; 42 Active Directory connector stopped;
  43 Active Directory connector configuration reloaded; 44 Active Directory connector notification;
  45 Active Directory connector exception; 46 Active Directory connector failed over;
  47 Active Directory connector exception; 48 User imported; 49 User update failed; 50 User rejected;
  51 User created in app; 52 User updated in app; 53 User suspended in app; 54 User reactivated in app;
  55 User deleted in app; 56 Unmatched users; 59 User linked in app; 60 Provisioning mode does nothing;
  61 User suspension failed in app; 62 User reactivation failed in app; 63 User deletion failed in app;
  64 User creation failed in app; 65 User update failed in app; 66 No users to import; 67 Directory import exception;
  68 User authenticated by RADIUS; 69 User rejected by RADIUS; 70 Privilege granted to account;
  71 Privilege revoked from account; 72 Privilege granted to user; 73 Privilege revoked from user;
  74 Trusted IdP added; 75 Trusted IdP removed; 76 Trusted IdP modified;
  77 User failed to log in to app by assertion proxy; 78 User logged into app by assertion proxy;
  79 User provisioning failed in directory; 80 User created in directory; 81 User updated in directory;
  82 User suspended in directory; 83 User reactivated in directory; 84 User deleted in directory;
  85 App authentication failed; 86 User failed remote authentication; 87 User viewed secure note;
  88 User edited secure note; 89 User deleted secure note; 100 Self-registration requested;
  101 Self-registration approved; 102 Self-registration denied; 105 SMS failure; 110 User login information updated;
  111 User login information update attempted; 112 Default trusted IdP changed; 113 Directory import started;
  114 Directory import finished; 115 User invited; 116 User creation failed; 117 Directory sync run;
  118 SAML assertion consumer service failed; 119 Trusted IdP removed as default; 120 User unlocked in directory;
  121 Scriptlet error; 122 User authenticated by API; 123 User authentication by API failed;
  124 Entitlements cache event; 125 Entitlements creation; 126 Directory connector enabled;
  127 Directory connector disabled; 128 No active Active Directory connector; 129 VLDAP bind failed;
  130 VLDAP bind succeeded; 131 Directory export started; 132 Directory export finished;
  133 Directory export exception; 134 Directory schema refresh exception; 135 Certificate expires soon;
  136 Directory fields import started; 137 User app request approved; 138 User app request denied;
  139 Directory fields import finished; 140 Social sign-in succeeded; 141 Social sign-in failed;
  145 Smart password updated; 146 Smart password update failed; 147 User manually added to role;
  148 User manually removed from role; 149 User automatically added to role;
  150 User automatically removed from role; 151 Role management granted; 152 Role management revoked;
  153 Mac login succeeded; 154 Mac login failed; 155 Directory fields import exception; 156 Policy created;
  157 Policy updated; 158 Policy deleted; 159 Proxy agent created; 160 Proxy agent deleted;
  161 RADIUS configuration created; 162 RADIUS configuration updated; 163 RADIUS configuration deleted;
  164 VPN enabled; 165 VPN settings updated; 166 VPN disabled; 167 Embedding enabled; 168 Embedding settings updated;
  169 Embedding disabled; 170 Authentication factor created; 171 Authentication factor updated;
  172 Authentication factor deleted; 173 Security questions updated; 174 Desktop SSO settings updated;
  175 Desktop SSO enabled; 176 Desktop SSO disabled; 177 Certificate created; 178 Certificate deleted;
  179 API credential created; 180 API credential deleted; 181 API credential enabled; 182 API credential disabled;
  183 VLDAP enabled; 184 VLDAP disabled; 185 VLDAP settings updated; 186 Branding enabled; 187 Branding disabled;
  188 Branding updated; 189 Mapping added; 190 Mapping deleted; 191 Mapping disabled; 192 Mapping enabled;
  193 Mapping updated; 194 User field added; 195 User field deleted; 196 Company information updated;
  197 Account settings updated; 198 Directory created; 199 Directory destroyed;
  200 Directory connector instance added; 201 Directory connector instance deleted; 202 Mappings reapplied;
  203 Self-registration profile created; 204 Self-registration profile updated;
  205 Self-registration profile deleted; 206 Login manually added; 207 Login manually removed;
  208 Provisioning retrieved; 210 LDAP connector exception; 213 Profile picture uploaded;
  214 Profile picture removed; 240 User revealed app password; 400 API request bad; 401 API request unauthorized;
  532 User locked by API; 551 User suspended by API; 553 User locked by API
`

export type EventType = { title: string; classUid: number; isFailure: boolean }

const FAILED = /fail|denied|rejected|exception|error|unauthorized|request bad|locked out|broken/i
const FACTOR = /factor|OTP|security questions/i

const TYPES: ReadonlyMap<string, EventType> = new Map(
  NAMES.split(';').map((entry) => {
    const [id = '', ...words] = entry.trim().split(' ')
    const title = words.join(' ')
    return [id, { title, classUid: classOfTitle(title), isFailure: FAILED.test(title) }]
  }),
)

function classOfTitle(title: string): number {
  if (/ assumed | by RADIUS|VLDAP bind/.test(title)) return CLASS.authentication
  return FACTOR.test(title) ? CLASS.accountChange : classOf(title, CLASS.apiActivity)
}

/** The type of an id; one that the list lacks is named by its number. */
export function eventType(id: string): EventType {
  return TYPES.get(id) ?? { title: id, classUid: CLASS.apiActivity, isFailure: false }
}
