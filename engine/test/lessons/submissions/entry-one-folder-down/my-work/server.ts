console.log("one folder too deep");
