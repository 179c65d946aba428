using ContainerState.Cli.Running;

var signals = new CancelSignals();
var exitCode = await CommandLine.RunAsync(args, signals.Token);
signals.KeepListening();
return exitCode;
