namespace ContainerState.Reports.States;

/// <summary>Something that could not be found out.</summary>
/// <param name="Part">What: the content, the pins, the roll-outs of a name, or a dependency.</param>
/// <param name="Message">Why.</param>
public sealed record ReportFault(string Part, string Message)
{
    /// <summary>The part of a report that says what is in the image, and where build time went.</summary>
    public const string Content = "content";

    /// <summary>The part of a report that says what was rolled out.</summary>
    public const string RollOuts = "roll-outs";
}
