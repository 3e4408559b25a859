/** URLs that lead inside, by every spelling we know of. Whoever calls to the outside must refuse them all. */

const http = (host: string): string => `http://${host}`;

/** Refused by their spelling alone. */
export const HOSTILE_URLS: string[] = [
  // Loopback, in every form that inet_aton takes.
  ...['127.0.0.1/', '127.0.0.1:80/', '127.1/', '127.0.1/', '0/', '0.0.0.0/', '0x7f000001/', '0x7f.0.0.1/', '0x7f.1/'].map(http),
  ...['2130706433/', '017700000001/', '0177.0.0.1/', '127.0.0.1./', '127.127.127.127/'].map(http),
  // Names for this machine, and what URL parsers repair.
  ...['localhost/', 'LOCALHOST./', 'foo.localhost/', 'localhost.localdomain/', 'ip6-localhost/', 'loc\talhost/'].map(http),
  ...[' http://127.0.0.1/', '//127.0.0.1/', 'http:/127.0.0.1/', 'http:127.0.0.1/', 'http:\\\\127.0.0.1/'],
  // IPv6, also as a wrapping of IPv4.
  ...['[::1]/', '[0:0:0:0:0:0:0:1]/', '[::]/', '[::ffff:127.0.0.1]/', '[::ffff:7f00:1]/', '[0:0:0:0:0:ffff:127.0.0.1]/'].map(http),
  ...['[::127.0.0.1]/', '[::ffff:0:127.0.0.1]/', '[64:ff9b::7f00:1]/', '[64:ff9b:1::7f00:1]/', '[2002:7f00:1::]/'].map(http),
  ...['[fe80::1%25lo]/', '[fec0::1]/', '[fc00::5]/'].map(http),
  // Where clouds keep the keys of the machine.
  ...['169.254.169.254/latest/meta-data/', '2852039166/', '0xA9FEA9FE/', '0251.0376.0251.0376/', '[::ffff:a9fe:a9fe]/'].map(http),
  ...['169.254.170.2/v2/credentials', '[fd00:ec2::254]/', 'metadata.google.internal/', '100.100.100.200/'].map(http),
  ...['192.0.0.192/opc/v2/', '168.63.129.16/machine/'].map(http),
  // Private, shared, test, multicast and reserved networks.
  ...['10.0.0.5/', '172.16.0.5/', '172.17.0.1/', '192.168.1.1/', '100.64.0.1/', '198.18.0.1/', '224.0.0.1/'].map(http),
  ...['255.255.255.255/', '240.0.0.1/'].map(http),
  // Folded to loopback by every parser that follows the standard.
  ...['①②⑦.⓪.⓪.①/', '127。0。0。1/', 'ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/'].map(http),
  // A host hidden behind another.
  ...['user:pw@127.0.0.1/', 'public.example@127.0.0.1/', '127.0.0.1#@public.example/', '127.0.0.1\\@public.example/'].map(http),
  ...['127.0.0.1%00.public.example/', '@127.0.0.1/', '%31%32%37.0.0.1/'].map(http),
  // The same over TLS.
  ...['https://127.0.0.1/', 'https://[::1]/', 'https://localhost/'],
  // Other protocols.
  ...['file:///etc/passwd', 'data:text/plain,hi', 'ftp://127.0.0.1/', 'gopher://127.0.0.1:80/_GET'],
  ...['unix:/var/run/docker.sock:/info', 'http://unix:/var/run/docker.sock:/info'],
];
