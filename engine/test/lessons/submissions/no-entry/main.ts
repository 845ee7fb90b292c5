console.log("this is not server.ts");
