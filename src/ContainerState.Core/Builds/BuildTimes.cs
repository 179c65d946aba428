using System.Globalization;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Builds;

/// <summary>How long each step took: a file of one line for each key, in the repository's Git directory.</summary>
/// <remarks>
/// Not in the result's commit, which must be the same wherever it is made. So a result that came from a cache has no time, and
/// neither has one of a version that wrote none down.
/// </remarks>
internal static class BuildTimes
{
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    // Two moments and a number.
    private const int MostBytes = 200;

    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    /// <summary>Writes down how long a step took, in place of an earlier time of the same key.</summary>
    public static void Write(GitStore store, string key, StepTime time)
    {
        try
        {
            Directory.CreateDirectory(FolderOf(store));
            var text = string.Create(
                CultureInfo.InvariantCulture, $"{time.BuildUtc.ToString(Moment, CultureInfo.InvariantCulture)} {time.BeganUtc.ToString(Moment, CultureInfo.InvariantCulture)} {time.DurationSeconds:0.###}\n");
            WholeFile.Write(PathOf(store, key), text, (UnixFileMode)FileModes.File, lasting: false);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The result is there, and that is what was asked for.
        }
    }

    /// <summary>How long a step took; null when that is not known here.</summary>
    public static StepTime? Find(GitStore store, string key)
    {
        var file = new FileInfo(PathOf(store, key));
        if (!file.Exists || file.Length > MostBytes)
        {
            return null;
        }
        return File.ReadAllText(file.FullName).TrimEnd('\n').Split(' ') is [var build, var began, var seconds]
            && DateTime.TryParseExact(build, Moment, CultureInfo.InvariantCulture, Utc, out var buildUtc)
            && DateTime.TryParseExact(began, Moment, CultureInfo.InvariantCulture, Utc, out var beganUtc)
            && double.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var duration) && double.IsFinite(duration)
            ? new StepTime(buildUtc, beganUtc, duration)
            : null;
    }

    /// <summary>Forgets how long a step took.</summary>
    public static void Forget(GitStore store, string key)
    {
        if (Directory.Exists(FolderOf(store)))
        {
            File.Delete(PathOf(store, key));
        }
    }

    private static string FolderOf(GitStore store) => Path.Combine(store.GitDirectory, "containerstate", "times");

    private static string PathOf(GitStore store, string key) => Path.Combine(FolderOf(store), key);
}
