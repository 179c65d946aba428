namespace ContainerState.Reports.States;

/// <summary>The image of a commit.</summary>
/// <param name="Id">Its id: 40 hexadecimal digits.</param>
/// <param name="StoredBytes">The size of its layers on this host, which are compressed; null when the image is not stored here, or no more.</param>
/// <param name="Layers">How many layers it has; 0 when it is not stored here.</param>
/// <param name="Files">How many files and links it holds.</param>
/// <param name="ContentBytes">Their size together, as they are on a server.</param>
/// <param name="MadeUtc">When this host made it; null when it is not stored here.</param>
public sealed record ReportImage(string Id, long? StoredBytes, int Layers, long Files, long ContentBytes, DateTime? MadeUtc);
