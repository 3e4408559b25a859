import { createHash } from 'node:crypto';

/** Anybody with a number, whether they have WhatsApp or not. */
export type Person = {
  /** `15551230001@c.us` */
  phone: string;
  /** `123456789012345@lid` */
  lid: string;
  name: string;
  about: string;
  /** Path of the picture among the media; null without one. */
  picture: string | null;
  registered: boolean;
  business: boolean;
  /** Known by LID alone: nobody is told their number. */
  hidden: boolean;
  /** Nobody may put them into a group; they can be invited. */
  invitesOnly: boolean;
};

export type People = {
  /** Whoever has this number or identity; somebody new unless it is a LID that nobody has. */
  find(id: string): Person;
  known(id: string): Person | undefined;
  change(id: string, changes: Partial<Person>): Person;
};

export function createPeople(): People {
  const byId = new Map<string, Person>();

  function add(phone: string): Person {
    const person: Person = {
      phone,
      lid: lidFor(phone),
      name: `~${phone.split('@')[0]}`,
      about: '',
      picture: null,
      registered: true,
      business: false,
      hidden: false,
      invitesOnly: false,
    };
    byId.set(person.phone, person).set(person.lid, person);
    return person;
  }
  const known = (id: string) => byId.get(personWid(id));

  return {
    known,
    find(id) {
      const found = known(id);
      if (found) return found;
      if (personWid(id).endsWith('@lid'))
        return this.change(add(`999${id.replace(/\D/g, '')}@c.us`).phone, { lid: personWid(id), hidden: true });
      return add(personWid(id));
    },
    change(id, changes) {
      const person = this.find(id);
      byId.delete(person.lid);
      Object.assign(person, changes);
      byId.set(person.lid, person);
      return person;
    },
  };
}

/** The wid of however somebody wrote a number or identity. */
export function personWid(id: string): string {
  if (id.endsWith('@lid')) return id;
  return `${id.split('@')[0]?.replace(/\D/g, '')}@c.us`;
}

function lidFor(phone: string): string {
  const digits = BigInt(`0x${createHash('sha256').update(phone).digest('hex').slice(0, 14)}`).toString();
  return `${digits.padStart(15, '1').slice(0, 15)}@lid`;
}
