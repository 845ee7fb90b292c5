console.error("waiting for the oven");
setInterval(() => {}, 1000);
