using IpvsPS.Fuzz;

return FuzzProgram.Run(args);
