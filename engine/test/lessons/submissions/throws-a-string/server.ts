throw "no soup today";

export {};
