import type { Path } from '../loosely.ts'

/** The names under which applications write the parts of an audit event, most telling first; see `loosely`. */
const paths = (names: string): readonly Path[] =>
  names
    .trim()
    .split(/\s+/)
    .map((path) => path.split('.'))

/** Members that hold the event itself, the rest being its envelope. */
export const ENVELOPES = paths('event attributes protopayload payload detail data')

export const ACTION = paths(`
  activityname action eventname eventtype eventtypename eventaction actionname operationname operation methodname
  activity event event.action event.type type activitytype command method verb code`)

/** Said only in words: taken where no name of the operation is given. */
export const TITLE = paths('message title summary description name')

export const TIME = paths(`
  time timestamp eventtime eventtimestamp createdat created datecreate datecreated createdtime createddatetime
  published publishedat occurredat occurred recordedat activitydatetime date datetime ts when startedat starttime
  fields.recorded updatedat receivedat`)

export const ACTOR = paths(`
  actor user useridentity principal operator createdby performedby initiatedby initiator author requester caller
  account identity authenticationinfo subject owner member login`)

export const ACTOR_INSIDE = paths('user person identity account')
export const ACTOR_LOGIN = paths('username userprincipalname principalname loginname login principalemail upn')
export const ACTOR_NAME = paths('name displayname fullname')
export const ACTOR_EMAIL = paths('emailaddr emailaddress email mail')
export const ACTOR_ID = paths('uid id userid accountid uuid gid sub arn principalid')

export const FLAT_LOGIN = paths('username actorname actorusername userlogin actorlogin principalname')
export const FLAT_EMAIL = paths('actoremail useremail email principalemail')
export const FLAT_ID = paths('actorid userid accountid')

export const ADDRESS = paths(`
  srcendpoint.ip ip ipaddress sourceip srcip sourceipaddress clientip clientipaddress remoteip remoteipaddress
  remoteaddress remoteaddr addrremote actorip userip callerip callipaddress xforwardedfor context.ipaddress
  context.clientipaddress context.ip actor.ipaddress actor.ip client.ipaddress client.ip request.ip
  request.ipaddress requestmetadata.callerip httprequest.clientip httprequest.remoteip source.ip network.client.ip
  origin.geolocation.ipaddress metadata.ip srcendpoint.hostname`)

export const USER_AGENT = paths(`
  useragent ua httprequest.useragent context.useragent context.ua actor.useragent client.useragent request.useragent
  requestmetadata.callersupplieduseragent`)

export const OUTCOME = paths(`
  status outcome.result outcome result success issuccess succeeded response.statuscode statuscode responsestatus.code
  response.status httpstatus returncode`)

export const STATUS_CODE = paths('statuscode errorcode')

export const FAULT = paths(`
  errorcode error.code error.message error errormessage response.errormessage failurereason`)

export const DETAIL = paths(`
  statusdetail errormessage error.message error response.errormessage failurereason outcome.reason reason`)

export const MESSAGE = paths('message description changedescription operationdetail summary text title')

export const TARGET = paths(`
  resources resource target targets entity object item resourcename targetusername targetuser targetname objectname
  itemname source.itemname repository repo bucket`)

export const TARGET_NAME = paths('name displayname email fullname title itemname login username')
export const TARGET_ID = paths('uid id gid uuid itemid')
export const TARGET_TYPE = paths('type resourcetype itemtype kind')

export const OWN_ID = paths('id eventid uuid eventuuid metadata.uid insertid')
export const SEVERITY_NAME = paths('severityid severity level priority risk')
