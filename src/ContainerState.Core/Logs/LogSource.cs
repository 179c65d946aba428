namespace ContainerState.Logs;

/// <summary>By which way a server wrote something.</summary>
public enum LogSource
{
    /// <summary>Standard output, standard error and the console.</summary>
    Console,

    /// <summary>The socket /dev/log, which a server with a log server has.</summary>
    Syslog,
}
