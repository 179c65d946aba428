namespace ContainerState.Supervisors;

/// <summary>One server, as a supervisor's decisions see it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Image">Its image.</param>
/// <param name="Phase">How it is.</param>
internal sealed record SupervisedServer(string Name, string Image, SupervisedPhase Phase)
{
    /// <summary>True when it runs and has been let in.</summary>
    public bool IsIn => Phase is SupervisedPhase.Well or SupervisedPhase.Failing;
}
