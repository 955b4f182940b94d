// The Learn room: six lessons; a prediction first, then the runs, then what they say.
import { armBars } from "./charts.js";
import { ask, known, make, outcomeLabel, putInAddress, queryOf, say, shared, word } from "./page.js";
import { lifeList } from "./watch.js";

const COLORS = ["#0062a3", "#b34700", "#1f6b3a", "#5b3a8c", "#85480a", "#14556b", "#8a2f5c"], PAUSE = 250;
const part = (lesson, name) => word(`lesson.${lesson.name}.${name}`);

export function learnRoom(main, query) {
  let gone = false, job = null;
  const lesson = shared.catalogue.lessons.find(({ name }) => name === query.get("lesson"));
  if (lesson) showLesson(lesson);
  else showAll();
  return () => { gone = true; if (job) ask(`/api/jobs/${job}/stop`, {}).catch(() => {}); };

  function open(name) {
    history.pushState(null, "", `/learn?${new URLSearchParams(name ? { lesson: name, language: shared.language } : { language: shared.language })}`);
    dispatchEvent(new PopStateEvent("popstate"));
    main.focus();
  }

  function showAll() {
    main.append(make("h1", {}, say("learn")), make("p", {}, say("learn_intro")), make("div", { class: "cards" }, shared.catalogue.lessons.map((each, index) =>
      make("section", { class: "panel" }, make("span", { class: "note" }, say("lesson", { number: index + 1 })), make("h2", {}, part(each, "title")), make("p", {}, part(each, "question")),
        make("div", {}, make("button", { type: "button", class: "first open-lesson", "data-lesson": each.name, onclick: () => open(each.name) }, part(each, "title")))))));
  }

  function showLesson(each) {
    const number = shared.catalogue.lessons.indexOf(each) + 1;
    const alert = make("div", { class: "alert", role: "alert" }), status = make("p", { class: "note", role: "status", id: "status" }, say("predict_first"));
    const bar = make("progress", { max: 1, value: 0, hidden: "", "aria-label": say("run_lesson") });
    const revealed = make("section", { class: "panel", id: "revealed", hidden: "", tabindex: -1 });
    const run = make("button", { type: "button", class: "first", id: "run", disabled: true, onclick: () => begin() }, say("run_lesson"));
    const choices = each.predictions.map((name) => {
      const radio = make("input", { type: "radio", name: "prediction", value: name, onchange: () => { run.disabled = false; status.textContent = ""; } });
      return make("label", {}, radio, part(each, `predict.${name}`));
    });
    main.append(make("p", {}, make("button", { type: "button", class: "plain", onclick: () => open("") }, `← ${say("all_lessons")}`)),
      make("section", { class: "panel" }, make("span", { class: "note" }, say("lesson", { number })), make("h1", {}, part(each, "title")),
        make("h2", {}, say("question")), make("p", {}, part(each, "question")), make("h2", {}, say("set")), make("p", {}, part(each, "set")),
        make("fieldset", {}, make("legend", {}, say("prediction")), choices), run, " ", openLink(each), status, bar, alert), revealed);
    putInAddress("learn", [["lesson", each.name]]);

    async function begin() {
      const prediction = main.querySelector("input[name=prediction]:checked").value;
      run.disabled = true;
      bar.hidden = false;
      alert.textContent = "";
      try {
        let state = await ask(`/api/learn/${each.name}`, {});
        job = state.job;
        while (!gone && !state.finished) {
          if (state.failure) throw new Error(state.failure);
          bar.value = state.runs / state.of;
          status.textContent = say("running", { done: state.runs, of: state.of });
          await new Promise((wake) => setTimeout(wake, PAUSE));
          state = await ask(`/api/jobs/${job}`);
        }
        if (gone) return;
        const told = await ask(`/api/learn/${each.name}/${job}`);
        if (gone) return;
        status.textContent = "";
        reveal(state, told, prediction);
      } catch (error) {
        alert.textContent = error.message;
      }
      bar.hidden = true;
      run.disabled = false;
    }

    function reveal(state, told, prediction) {
      const held = each.predictions.includes(told.held);
      const arms = Object.fromEntries(Object.entries(state.arms).map(([name, table], index) => [name, { table, label: armName(each, name), color: COLORS[each.swept ? 0 : index % COLORS.length] }]));
      revealed.hidden = false;
      revealed.replaceChildren(make("h2", {}, say("revealed")),
        make("div", { class: "held", id: "held", "data-held": told.held }, make("b", {}, held ? part(each, `predict.${told.held}`) : say("neither")), make("br"),
          prediction === told.held ? say("you_were_right") : say("you_were_wrong", { prediction: part(each, `predict.${prediction}`) })),
        ...(told.lives ? [make("p", { class: "note" }, say("same_draws")), make("div", { class: "two" }, Object.entries(told.lives).map(([name, events]) =>
          make("div", {}, make("h3", {}, armName(each, name)), lifeList(events))))] : [
          make("p", { class: "note" }, say("mean_of", { count: state.replications })),
          make("div", { class: "bars" }, each.outcomes.map((outcome) => make("div", {}, make("h3", {}, outcomeLabel(outcome)), armBars(outcome, arms))))]),
        make("h2", {}, say("notice")), make("p", {}, part(each, "notice")), make("h2", {}, say("explain")), make("p", {}, part(each, "explain")),
        make("div", { class: "row" }, openLink(each), nextButton(number)));
      revealed.focus();
    }
  }

  function nextButton(number) {
    const next = shared.catalogue.lessons[number % shared.catalogue.lessons.length];
    return make("button", { type: "button", onclick: () => open(next.name) }, `${say("next_lesson")}: ${part(next, "title")}`);
  }

  function armName(each, name) {
    return known(`lesson.${each.name}.arm.${name}`) ? part(each, `arm.${name}`) : `${Math.round(100 * Number(name))} %`;
  }

  function openLink(each) {
    const [first, last] = each.pair.map((name) => each.arms[name]);
    const common = [["scenario", first.scenario], ["seed", first.seed], ["language", shared.language]];
    const pairs = each.opens === "watch" ? [...common, ...queryOf(first)] : [...common, ...queryOf(first, "a."), ...queryOf(last, "b.")];
    return make("a", { class: "button open-in", href: `/${each.opens}?${new URLSearchParams(pairs)}` }, say("open_in"));
  }
}
