export function answerKnock(): void {}
