// Right: an empty module: this server needs no second file.

export {};
