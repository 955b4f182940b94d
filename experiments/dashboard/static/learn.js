// The Learn room: six lessons; a prediction first, then the runs, then what they say.
import { armBars } from "./charts.js";
import { ask, known, leverOf, make, outcomeLabel, putInAddress, queryOf, say, share, shared, word } from "./page.js";
import { lifeList } from "./watch.js";

const COLORS = ["#0b5cad", "#a84300", "#1f6b3a", "#5b3a8c"], PAUSE = 250;
const part = (lesson, name) => word(`lesson.${lesson.name}.${name}`);

export function learnRoom(main, query, kept) {
  let gone = false, job = null, memory = kept;
  const lesson = shared.catalogue.lessons.find(({ name }) => name === query.get("lesson"));
  if (lesson) showLesson(lesson);
  else showAll();
  return (keep) => {
    gone = true;
    if (keep) return memory;
    if (job) ask(`/api/jobs/${job}/stop`, {}).catch(() => {});
    return null;
  };

  function open(name) {
    history.pushState(null, "", `/learn?${new URLSearchParams(name ? { lesson: name, language: shared.language } : { language: shared.language })}`);
    dispatchEvent(new PopStateEvent("popstate"));
    scrollTo(0, 0);
    main.focus();
  }

  function showAll() {
    main.append(make("div", { class: "title" }, make("h1", {}, say("learn")), make("p", {}, say("learn_intro"))), make("div", { class: "cards" }, shared.catalogue.lessons.map((each, index) =>
      make("section", { class: "panel card" }, make("span", { class: "big", "aria-hidden": "true" }, String(index + 1)), make("h2", {}, part(each, "title")), make("p", {}, part(each, "question")),
        make("div", {}, make("button", { type: "button", class: "first open-lesson", "data-lesson": each.name, "aria-label": `${say("open_lesson")}${say("colon")}${part(each, "title")}`, onclick: () => open(each.name) }, say("open_lesson")))))));
  }

  function showLesson(each) {
    const number = shared.catalogue.lessons.indexOf(each) + 1;
    const alert = make("div", { class: "alert", role: "alert" }), status = make("p", { class: "note status", role: "status", id: "status" }, memory ? "" : say("predict_first"));
    const bar = make("progress", { max: 1, value: 0, hidden: "", "aria-label": say("run_lesson") });
    const revealed = make("section", { class: "panel lesson", id: "revealed", hidden: "", tabindex: -1 });
    const run = make("button", { type: "button", class: "first", id: "run", disabled: !memory, onclick: () => begin() }, say("run_lesson"));
    const seed = make("input", { type: "text", inputmode: "numeric", id: "seed", value: memory?.seed ?? query.get("seed") ?? "1", onchange: () => address() });
    const choices = each.predictions.map((name) => make("label", {},
      make("input", { type: "radio", name: "prediction", value: name, checked: memory?.prediction === name, onchange: () => { run.disabled = false; status.textContent = ""; } }), part(each, `predict.${name}`)));
    main.append(make("div", { class: "lesson" }, make("button", { type: "button", class: "plain", id: "all-lessons", onclick: () => open("") }, `← ${say("all_lessons")}`)),
      make("section", { class: "panel lesson" }, make("span", { class: "note" }, say("lesson", { number })), make("h1", {}, part(each, "title")),
        make("p", { class: "lead" }, part(each, "question")), make("h2", {}, say("set")), make("p", {}, part(each, "set")),
        make("fieldset", {}, make("legend", {}, say("prediction")), choices), make("div", { class: "row" }, run, make("label", { class: "field" }, say("seed"), seed)), status, bar, alert), revealed);
    address();
    if (memory) reveal(memory);

    function address() {
      putInAddress("learn", [["lesson", each.name], ["seed", seed.value.trim()]]);
    }

    async function begin() {
      const prediction = main.querySelector("input[name=prediction]:checked").value;
      run.disabled = true;
      bar.hidden = false;
      alert.textContent = "";
      try {
        let state = await ask(`/api/learn/${each.name}`, { seed: seed.value.trim() });
        job = state.job;
        while (!gone && !state.finished) {
          if (state.failure) throw new Error(state.failure[shared.language]);
          bar.value = state.runs / state.of;
          status.textContent = say("running", { done: state.runs, of: state.of });
          await new Promise((wake) => setTimeout(wake, PAUSE));
          state = await ask(`/api/jobs/${job}`);
        }
        if (gone) return;
        const told = await ask(`/api/learn/${each.name}/${job}`);
        if (gone) return;
        status.textContent = "";
        memory = { state, told, prediction, seed: seed.value.trim() };
        reveal(memory);
        revealed.focus();
      } catch (error) {
        alert.textContent = error.message;
      }
      bar.hidden = true;
      run.disabled = false;
    }

    function reveal({ state, told, prediction, seed: used }) {
      const held = each.predictions.includes(told.held);
      revealed.hidden = false;
      revealed.replaceChildren(make("h2", {}, say("revealed")),
        make("div", { class: "held", id: "held", "data-held": told.held }, make("b", {}, held ? part(each, `predict.${told.held}`) : say("neither")), make("br"),
          prediction === told.held ? say("you_were_right") : say("you_were_wrong", { prediction: part(each, `predict.${prediction}`) })),
        ...(told.lives ? lives(told.lives) : figures(state)),
        ...["notice", "explain", "attempt"].flatMap((name) => [make("h2", {}, say(name)), make("p", {}, part(each, name))]),
        make("div", { class: "row" }, openLink(each, used), nextButton(number)));
    }

    function lives(found) {
      return [make("p", { class: "note" }, say("same_draws")), make("div", { class: "two" }, Object.entries(found).map(([name, events]) =>
        make("div", {}, make("h3", {}, armName(each, name)), lifeList(events))))];
    }

    function figures(state) {
      const arms = Object.fromEntries(Object.entries(state.arms).map(([name, table], index) => [name, { table, label: armName(each, name), color: COLORS[each.swept ? 0 : index % COLORS.length] }]));
      return [make("p", { class: "note" }, say("mean_of", { count: state.replications }), each.swept ? ` ${say("swept", { lever: leverOf(each.swept).words[shared.language].label })}` : ""),
        make("div", { class: "bars" }, each.outcomes.map((outcome) => make("div", {}, make("h3", {}, outcomeLabel(outcome)), armBars(outcome, arms))))];
    }
  }

  function nextButton(number) {
    const next = shared.catalogue.lessons[number % shared.catalogue.lessons.length];
    return make("button", { type: "button", id: "next", onclick: () => open(next.name) }, `${say("next_lesson")}${say("colon")}${part(next, "title")}`);
  }

  function armName(each, name) {
    return known(`lesson.${each.name}.arm.${name}`) ? part(each, `arm.${name}`) : share(Number(name), 0);
  }

  function openLink(each, seed) {
    const [first, last] = each.pair.map((name) => each.arms[name]);
    const common = [["scenario", first.scenario], ["seed", seed], ["language", shared.language]];
    const pairs = each.opens === "watch" ? [...common, ...queryOf(first)] : [...common, ...queryOf(first, "a."), ...queryOf(last, "b.")];
    return make("a", { class: "button first open-in", href: `/${each.opens}?${new URLSearchParams(pairs)}` }, say("open_in"));
  }
}
