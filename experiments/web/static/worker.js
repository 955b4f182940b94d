// A worker of the page: runs for Compare and Learn, and one living town for Watch.
"use strict";
let engine, places, loaded, town;

const answer = (message, transfer = []) => postMessage(message, transfer);
const use = (name) => {
  if (loaded !== name) engine.load(places[name]);
  loaded = name;
};

const handlers = {
  init({ module, facts, blobs, places: given }) {
    engine = new Engine(module, facts, blobs);
    places = given;
    return {};
  },

  // One run to its end; `lives` asks for the life of what the scenario plants.
  run({ place, seed, levers, reforms, lives, world }) {
    town = null;
    use(place);
    const begun = performance.now();
    engine.begin(seed, levers, reforms, world);
    const ledger = engine.periods[engine.periods.length - 1].plan;
    let life = null;
    if (lives) life = planted(engine);
    const outcomes = engine.advance(Infinity).outcomes();
    return { outcomes, ledger, life, ms: performance.now() - begun };
  },

  // A town that lives on: every step sends the days it lived.
  // `community` is left out for the one with what the story plants, or else the largest.
  open({ place, seed, levers, reforms, community }) {
    use(place);
    engine.begin(seed, levers, reforms);
    engine.advance(places[place].burnIn);
    const [grid] = places[place].planted.map((each) => each[1]);
    const of = engine.column("world.buildings.community"), sizes = [];
    of.forEach((each) => { sizes[each] = (sizes[each] ?? 0) + 1; });
    town = new Town(engine, community ?? (grid === undefined ? sizes.indexOf(Math.max(...sizes)) : of[grid]));
    return { layout: town.layout(), frame: town.frame() };
  },

  step({ days }) {
    const frames = [];
    for (let k = 0; k < days && engine.today < engine.end; k++) {
      engine.advance(engine.today + 1);
      frames.push(town.frame());
    }
    return { frames };
  },

  intervene({ levers }) {
    engine.intervene(levers);
    return { day: engine.today - places[loaded].burnIn, ledger: engine.periods[engine.periods.length - 1].plan };
  },

  community({ community }) {
    town.settle(community);
    return { layout: town.layout(), frame: town.frame() };
  },

  person({ resident }) {
    return town.person(resident);
  },

  matter({ row }) {
    return town.matter(row);
  },

  // What the story plants first; nothing before its day.
  planted() {
    const [row] = engine.plantedRows;
    return row === undefined ? { day: places[loaded].planted[0][0] } : town.matter(row);
  },

  worker({ grid }) {
    return town.worker(grid);
  },
};

// What became of the first planted contradiction: found how and when, ignited when.
function planted(run) {
  const burnIn = run.place.burnIn, [day] = run.place.planted[0];
  run.advance(Infinity);
  const [mine] = run.plantedRows;
  const at = (name) => Number(run.column(`world.cases.${name}`)[mine]);
  return { day, recorded: at("recorded") - burnIn, channel: at("channel"), incident: at("incident") - burnIn, closed: at("closed") - burnIn,
    isRecorded: at("recorded") >= 0, isIncident: at("incident") >= 0, stage: at("stage") };
}

onmessage = ({ data }) => {
  try {
    const result = handlers[data.kind](data);
    const moved = result.frames ? result.frames.flatMap((frame) => frame.buffers) : result.frame ? result.frame.buffers : [];
    answer({ id: data.id, ...result }, moved);
  } catch (problem) {
    answer({ id: data.id, error: problem.code ?? "raised", detail: String(problem.message) });
  }
};
