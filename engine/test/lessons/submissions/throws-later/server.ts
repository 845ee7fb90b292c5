setTimeout(() => {
  throw new Error("the oven is cold");
}, 20);
