// Models and collections with change events, in the manner of the page's own: attributes live in `__x_` properties and are
// read through accessors; a collection repeats what its models trigger.

export class Emitter {
  #listeners = new Map();

  on(names, listener, context) {
    for (const name of names.split(' ')) {
      const listeners = this.#listeners.get(name) ?? [];
      this.#listeners.set(name, [...listeners, { listener, context }]);
    }
    return this;
  }
  once(name, listener) {
    const first = (...parameters) => {
      this.off(name, first);
      listener(...parameters);
    };
    return this.on(name, first);
  }
  off(names, listener) {
    for (const name of names.split(' ')) {
      const left = (this.#listeners.get(name) ?? []).filter((kept) => listener && kept.listener !== listener);
      this.#listeners.set(name, left);
    }
    return this;
  }
  trigger(name, ...parameters) {
    for (const { listener, context } of this.#listeners.get(name) ?? []) {
      try {
        listener.apply(context ?? this, parameters);
      } catch (error) {
        reportError(error);
      }
    }
    return this;
  }
  listens(name) {
    return (this.#listeners.get(name) ?? []).length > 0;
  }
}

export class Model extends Emitter {
  constructor(attributes = {}) {
    super();
    for (const [name, value] of Object.entries(attributes)) {
      // A private property among the given ones is taken as it is, also when it says nothing.
      if (name.startsWith('__x_')) this.#put(name.slice(4), value);
      else this.#put(name, value);
    }
    this.initialize();
  }

  initialize() {}

  /** Attributes that belong to the page alone and are no part of what is serialised. */
  static hidden = new Set();

  set(changes, value) {
    const entries = typeof changes === 'string' ? [[changes, value]] : Object.entries(changes);
    const changed = entries.filter(([name, next]) => this[`__x_${name}`] !== next);
    const before = changed.map(([name]) => this[`__x_${name}`]);
    for (const [name, next] of changed) this.#put(name, next);
    changed.forEach(([name, next], index) => this.#announce(`change:${name}`, next, before[index]));
    if (changed.length > 0) this.#announce('change');
    return this;
  }

  serialize() {
    const own = Object.entries(this).filter(([key]) => key.startsWith('__x_'));
    return Object.fromEntries(own.map(([key, value]) => [key.slice(4), plain(value)]));
  }
  toJSON() {
    return this.serialize();
  }
  unsafe() {
    return this;
  }

  #put(name, value) {
    if (!(name in this)) declare(this.constructor, name);
    const enumerable = !this.constructor.hidden.has(name);
    Object.defineProperty(this, `__x_${name}`, { value, enumerable, writable: true, configurable: true });
  }
  #announce(name, ...parameters) {
    this.trigger(name, this, ...parameters);
    this.collection?.trigger(name, this, ...parameters);
  }
}

function declare(modelClass, name) {
  Object.defineProperty(modelClass.prototype, name, {
    configurable: true,
    get() {
      return this[`__x_${name}`];
    },
    set(value) {
      this.set(name, value);
    },
  });
}

export class Collection extends Emitter {
  _models = [];
  #byId = new Map();

  constructor(modelClass = Model) {
    super();
    this.modelClass = modelClass;
  }
  get length() {
    return this._models.length;
  }
  get(id) {
    return id === undefined || id === null ? undefined : this.#byId.get(String(id));
  }
  /** Whoever is not there yet is made; a collection that can ask the server says how in `load`. */
  async find(id) {
    return this.get(id) ?? this.add(await this.load(id));
  }
  async load(id) {
    return { id };
  }
  add(given, options = {}) {
    if (Array.isArray(given)) return given.map((one) => this.add(one, options));
    const known = this.get(given.id);
    if (known) return known;
    const model = given instanceof this.modelClass ? given : new this.modelClass(given);
    // A message is in the collection of all and in its chat's; the first one speaks for it.
    if (!model.collection) Object.defineProperty(model, 'collection', { value: this });
    this._models.push(model);
    this.#byId.set(String(model.id), model);
    if (!options.silent) this.trigger('add', model, this);
    return model;
  }
  gadd(given, options) {
    return this.add(given?.id ? given : { id: given }, options);
  }
  remove(given) {
    const model = this.get(given?.id ?? given);
    if (!model) return undefined;
    this._models.splice(this._models.indexOf(model), 1);
    this.#byId.delete(String(model.id));
    this.trigger('remove', model, this);
    return model;
  }
  reset() {
    this._models = [];
    this.#byId.clear();
  }
  getModelsArray() {
    return [...this._models];
  }
  filter(keep) {
    return this._models.filter(keep);
  }
  some(test) {
    return this._models.some(test);
  }
  map(change) {
    return this._models.map(change);
  }
  forEach(deed) {
    this._models.forEach(deed);
  }
  serialize() {
    return this._models.map((model) => model.serialize());
  }
  toJSON() {
    return this.serialize();
  }
}

function plain(value) {
  if (value instanceof Model || value instanceof Collection) return value.serialize();
  return value;
}
