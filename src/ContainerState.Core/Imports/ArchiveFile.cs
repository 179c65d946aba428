using System.Net;
using System.Security.Cryptography;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Imports;

/// <summary>Brings an archive's bytes here, whole, before anything reads them.</summary>
internal static class ArchiveFile
{
    private const int MostRedirections = 10;
    private const int ReportEvery = 1 << 20;
    private const string Remedy = "Check the URL and the network, or fetch the file yourself and give its path.";

    /// <summary>Copies an archive into a file of ours, which nobody else changes between its digest and its reading.</summary>
    /// <param name="location">Where it is.</param>
    /// <param name="target">The file, which is made.</param>
    /// <param name="limits">How much is taken, and how long is waited.</param>
    /// <param name="progress">Is told how much has come.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Its SHA-256; 64 hexadecimal digits.</returns>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ArchiveNotFound"/>: There is no such file.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.ArchiveTooLarge"/>: It is larger than is taken.</exception>
    /// <exception cref="ContainerStateException"><see cref="ErrorId.Remote"/>: The server does not answer, or refuses.</exception>
    public static async Task<string> CopyAsync(
        ArchiveLocation location, string target, ArchiveLimits limits, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        if (location.Url is not null)
        {
            return await DownloadAsync(location, target, limits, progress, cancel);
        }
        if (!File.Exists(location.Path))
        {
            throw Directory.Exists(location.Path)
                ? new ArchiveUnreadableException(location.Path, "it is a folder")
                : ImportFaults.NoArchive(location.Path);
        }
        using var file = new FileStream(location.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, FileOptions.Asynchronous);
        return await CopyAsync(location, async (buffer, token) => await file.ReadAsync(buffer, token), Known(file), target, limits, progress, cancel);
    }

    private static async Task<string> DownloadAsync(
        ArchiveLocation location, string target, ArchiveLimits limits, IProgress<StepProgress>? progress, CancellationToken cancel)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectTimeout = limits.Patience,
            // Its own redirection takes any scheme for http, and any text for a URL.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
        };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("ContainerState");
        var url = location.Url!;
        var answer = await GetAsync();
        for (var redirections = 0; Elsewhere(answer, url) is { } next; redirections++)
        {
            answer.Dispose();
            if (redirections == MostRedirections || next.Scheme is not ("http" or "https"))
            {
                throw RemoteFaults.Failed(location.Title, $"the server redirects to {Quoted.Text(next.OriginalString)}, which is not followed", Remedy);
            }
            url = next;
            answer = await GetAsync();
        }
        using var last = answer;
        if (!answer.IsSuccessStatusCode)
        {
            throw RemoteFaults.Failed(location.Title, $"the server answered {(int)answer.StatusCode} ({answer.StatusCode})", Remedy);
        }
        using var body = await AskAsync(token => answer.Content.ReadAsStreamAsync(token));
        return await CopyAsync(
            location, (buffer, _) => AskAsync(token => body.ReadAsync(buffer, token).AsTask()), answer.Content.Headers.ContentLength, target, limits, progress, cancel);

        Task<HttpResponseMessage> GetAsync() => AskAsync(token => client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, token));

        async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> question)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(limits.Patience);
            try
            {
                return await question(patience.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw RemoteFaults.Failed(location.Title, $"nothing came for {limits.Patience.TotalSeconds:0.#} seconds", Remedy);
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException)
            {
                throw RemoteFaults.Failed(location.Title, fault.InnerException?.Message ?? fault.Message, Remedy);
            }
        }
    }

    private static async Task<string> CopyAsync(
        ArchiveLocation location,
        Func<Memory<byte>, CancellationToken, Task<int>> read,
        long? length,
        string target,
        ArchiveLimits limits,
        IProgress<StepProgress>? progress,
        CancellationToken cancel)
    {
        var tooLarge = ImportFaults.ArchiveTooLarge(location.Title, Bytes(limits.PackedBytes));
        if (length > limits.PackedBytes)
        {
            throw tooLarge;
        }
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var copy = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
        var buffer = new byte[1 << 17];
        var told = 0L;
        long total = 0;
        while (await read(buffer, cancel) is > 0 and var count)
        {
            total += count;
            if (total > limits.PackedBytes)
            {
                throw tooLarge;
            }
            digest.AppendData(buffer, 0, count);
            await copy.WriteAsync(buffer.AsMemory(0, count), cancel);
            if (total - told >= ReportEvery)
            {
                told = total;
                progress?.Report(new StepProgress("Fetch", location.FileName, length is > 0 ? Math.Min(1, (double)total / length.Value) : null));
            }
        }
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    /// <summary>A number of bytes, for people.</summary>
    internal static string Bytes(long bytes) => bytes >= 1 << 30 ? $"{bytes >> 30} GiB" : $"{bytes} bytes";

    // Of a pipe, as a shell's <(command) is one, the length is not known.
    private static long? Known(FileStream file) => file.CanSeek ? file.Length : null;

    private static Uri? Elsewhere(HttpResponseMessage answer, Uri from) =>
        (int)answer.StatusCode is 301 or 302 or 303 or 307 or 308 && answer.Headers.Location is { } location
            ? Uri.TryCreate(from, location, out var target) ? target : location
            : null;
}
