import { expect, it } from 'vitest'
import { defang, defangNames } from './defang.ts'

it.each([
  ['https://evil.example/x?y=z', 'https[:]//evil[.]example/x?y=z'],
  ['https:\\\\evil.example http:/\\evil.example C:\\x', 'https[:]\\\\evil.example http[:]/\\evil.example C:\\x'],
  ['see s3://bucket/key', 'see s3[:]//bucket/key'],
  ['javascript:alert(1) mailto:ann@evil.com', 'javascript[:]alert(1) mailto[:]ann@evil.com'],
  ['www.evil.com', 'www[.]evil.com'],
  ['evil.com/login 10.0.0.1:8080/x evil.com:80', 'evil[.]com/login 10.0.0[.]1:8080/x evil[.]com:80'],
  ['arn:aws:iam::123456789012:user/ann', 'arn:aws:iam::123456789012:user/ann'],
  ['actor.user.name=ann at 10.0.0.1, /etc/passwd', 'actor.user.name=ann at 10.0.0.1, /etc/passwd'],
  ['12:30:01', '12:30:01'],
])('%j leads nowhere as %j', (text, wanted) => {
  expect(defang(text)).toBe(wanted)
})

it('leaves no name for readers of plain mail', () => {
  expect(defangNames('ann@evil.com and evil.co.uk, 10.0.0.1')).toBe('ann@evil[.]com and evil[.]co[.]uk, 10.0.0.1')
})
