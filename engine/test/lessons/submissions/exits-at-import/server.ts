console.error("the kitchen is closed");
process.exit(3);
