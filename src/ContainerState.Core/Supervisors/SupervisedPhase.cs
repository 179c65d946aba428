namespace ContainerState.Supervisors;

/// <summary>What a supervisor knows of one of its servers.</summary>
internal enum SupervisedPhase
{
    /// <summary>It is being started, or its checks have not passed yet.</summary>
    Coming,

    /// <summary>Its checks pass, but it is of a new image and has not been there long enough.</summary>
    Settling,

    /// <summary>It is well.</summary>
    Well,

    /// <summary>It runs, and its checks have failed several times in a row.</summary>
    Failing,
}
