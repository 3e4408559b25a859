import { note, Refusal, text } from './answers.ts';
import type { Answers } from './answers.ts';
import { isPerson } from './chats.ts';
import { keepFile } from './posting.ts';
import type { World } from './world.ts';

const DATA_URL = /^data:([^;]+);base64,(.*)$/s;

/** What a linked browser asks about people, and what it says about itself. */
export const peopleAnswers: Answers = {
  picture: ({ world, given }) => pictureOf(world, text(given['id'])),
  setPicture: (asked) => {
    const { world, account, given } = asked;
    const id = text(given['id']);
    const group = world.groups.get(id);
    if (group && !group.participants.get(account.phone)?.admin) throw new Refusal(403, 'no admin');
    const picture = typeof given['picture'] === 'string' ? keepPicture(world, given['picture']) : null;
    note(asked, 'setPicture', { id, picture });
    if (group) group.picture = picture;
    else world.people.change(account.phone, { picture });
    return { status: 200 };
  },
  about: ({ world, given }) => ({ status: world.people.find(text(given['id'])).about }),
  setAbout: (asked) => {
    note(asked, 'setAbout', asked.given);
    asked.world.people.change(asked.account.phone, { about: text(asked.given['about']) });
  },
  block: (asked) => {
    const { account, given } = asked;
    note(asked, 'block', given);
    if (given['blocked'] === true) account.blocked.add(text(given['id']));
    else account.blocked.delete(text(given['id']));
  },
  saveContact: (asked) => {
    note(asked, 'saveContact', asked.given);
    asked.account.saved.set(asked.world.people.find(text(asked.given['phone'])).phone, text(asked.given['name']));
  },
  deleteContact: (asked) => {
    note(asked, 'deleteContact', asked.given);
    asked.account.saved.delete(asked.world.people.find(text(asked.given['phone'])).phone);
  },
};

function pictureOf(world: World, id: string): string | null {
  return isPerson(id) ? world.people.find(id).picture : (world.groups.get(id)?.picture ?? null);
}

function keepPicture(world: World, dataUrl: string): string {
  const [, mimetype = 'image/jpeg', bytes = ''] = DATA_URL.exec(dataUrl) ?? [];
  return String(keepFile(world, { bytes, mimetype })['directPath']);
}
