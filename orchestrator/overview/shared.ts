// Answers that many ask for at once and that may be a moment old: asked of the ledger once for all.

/** Keeps what `ask` gave for a while, for each question; failures are not kept. */
export function shared<Q extends string | number | boolean, A>(
  freshMs: number,
  ask: (question: Q) => Promise<A>,
): (question: Q) => Promise<A> {
  const answers = new Map<Q, { answer: Promise<A>; until: number }>();
  return (question) => {
    const known = answers.get(question);
    if (known && known.until > Date.now()) return known.answer;
    for (const [other, { until }] of answers) if (until <= Date.now()) answers.delete(other);
    const answer = ask(question);
    answers.set(question, { answer, until: Date.now() + freshMs });
    answer.catch(() => answers.delete(question));
    return answer;
  };
}
