using IpvsPS.Lab;

return await LabProgram.RunAsync(args);
