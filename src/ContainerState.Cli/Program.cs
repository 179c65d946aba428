using ContainerState.Cli.Running;

return await CommandLine.RunAsync(args);
