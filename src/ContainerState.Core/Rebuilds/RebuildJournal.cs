using System.Diagnostics;
using ContainerState.Errors;
using ContainerState.Git;
using ContainerState.Platform;

namespace ContainerState.Rebuilds;

/// <summary>The report of a run as it grows, and the history that it is written to.</summary>
/// <remarks>Only what this host wrote itself is the past of a run.</remarks>
/// <param name="host">The host.</param>
/// <param name="options">What is rebuilt.</param>
/// <param name="steps">The steps of the run.</param>
/// <param name="warn">Is told what somebody should know.</param>
internal sealed class RebuildJournal(Host host, RebuildOptions options, RebuildSteps steps, Action<string>? warn)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly RebuildHistory _history = new(options.Repository, options.Name);
    private RebuildRecord _record = new() { Name = options.Name, Repository = options.Repository.Path };
    private IReadOnlyList<RebuildEntry> _entries = [];

    // The entry before that of this run.
    private string? _after;

    // One warning is enough for a run.
    private bool _isTroubled;

    /// <summary>The report.</summary>
    public RebuildReport Report { get; set; } = null!;

    /// <summary>The runs before this one.</summary>
    public RebuildPast Past { get; private set; } = new([]);

    /// <summary>The servers of a run that was killed; null when none was.</summary>
    public RebuildBegun? Cut => _record.Begun;

    /// <summary>The restore that holds; null when none does.</summary>
    public RebuildHold? Hold
    {
        get => _record.Hold;
        set => _record = _record with { Hold = value };
    }

    /// <summary>What holds once this run has succeeded.</summary>
    public RebuildHold? NextHold { get; set; }

    /// <summary>Begins a report, and reads the past.</summary>
    /// <param name="kind">One of <see cref="RebuildKind"/>.</param>
    public Task OpenAsync(string kind)
    {
        Report = new() { Name = options.Name, Kind = kind, Outcome = RebuildOutcome.Running, StartedUtc = DateTime.UtcNow, Path = options.Repository.Path, Own = true };
        return TryAsync(() =>
        {
            ReadPast();
            return Task.CompletedTask;
        });
    }

    /// <summary>The run that was killed came to what it should after all.</summary>
    public async Task EndCutAsync()
    {
        if (_entries is [{ Report: { Outcome: RebuildOutcome.Running } cut }, ..] && cut.Generation == Cut?.Generation)
        {
            var report = cut with { Outcome = RebuildOutcome.Replaced, Steps = [.. cut.Steps, .. steps.Done] };
            Hold = Cut.Hold;
            await WriteAsync(report, _entries.ElementAtOrDefault(1)?.Id);
            Take(_record.Last is { } last ? [new(last, report), .. _entries.Skip(1)] : _entries);
        }
    }

    /// <summary>Writes the report as it is: one entry for each run, however often it is written.</summary>
    public Task NoteAsync()
    {
        Report = Report with { DurationSeconds = Seconds.Of(_watch.Elapsed), Steps = steps.Done };
        return WriteAsync(Report, _after);
    }

    /// <summary>Writes it for the last time. Runs in a row that came to the same have one entry.</summary>
    public async Task CloseAsync()
    {
        if (_entries is [var last, ..] && RebuildPast.IsRepeated(last.Report, Report))
        {
            _after = _entries.ElementAtOrDefault(1)?.Id;
            Report = Report with { Runs = last.Report.Runs + 1 };
        }
        if (Report.Succeeded)
        {
            Hold = NextHold;
        }
        if (Report.Outcome == RebuildOutcome.Replaced)
        {
            await TryAsync(() =>
            {
                _history.Flush();
                return Task.CompletedTask;
            });
        }
        await NoteAsync();
        // With what was seen as it was written.
        Report = Report with { Steps = steps.Done };
    }

    private void ReadPast()
    {
        _record = RebuildRecord.Read(host, options.Repository, options.Name, warn) ?? _record;
        var now = _history.Find();
        var where = $"The history of {options.Name} in {options.Repository.Path}";
        if (_history.Has(_record.Last))
        {
            if (now != _record.Last && now != _record.Reference)
            {
                warn?.Invoke($"{where} was changed by somebody else: {_history.Reference} is {(now is null ? "gone" : $"at {CommitId.Short(now)}")}. This run goes by what this host wrote, and writes on top of that.");
            }
        }
        else
        {
            if (_record.Last is not null)
            {
                warn?.Invoke($"{where} has lost what this host wrote. It begins anew.");
            }
            else if (now is not null)
            {
                warn?.Invoke($"{where} was written by another host or by somebody else. It is listed, and decides nothing here.");
            }
            _record = _record with { Last = null, Behind = _history.Has(now) ? now : null };
        }
        Take(_history.Read(_record.Last, id => id == _record.Behind, RebuildHistory.MostRead, fault => warn?.Invoke($"{where} is not read any further: {fault.Message}")));
    }

    private void Take(IReadOnlyList<RebuildEntry> entries)
    {
        _entries = entries;
        _after = entries.Count > 0 ? entries[0].Id : null;
        Past = new([.. entries.Select(entry => entry.Report)]);
    }

    // What is known here first: a reference that was not moved yet is one that we know. That something cannot be written is no
    // reason to stop servers.
    private async Task WriteAsync(RebuildReport report, string? after)
    {
        await TryAsync(async () =>
        {
            var entry = await _history.CommitAsync(report, after ?? _record.Behind);
            _record = _record with { Last = entry, Reference = _history.Find() };
        });
        _record = _record with
        {
            Outcome = report.Outcome,
            StartedUtc = report.StartedUtc,
            SucceededUtc = report.Succeeded ? DateTime.UtcNow : _record.SucceededUtc,
            Begun = report is { Outcome: RebuildOutcome.Running, Generation.Length: > 0 } ? new(report.Generation, report.TestsPassed, NextHold) : null,
        };
        await TryAsync(() =>
        {
            _record.Write(host);
            return Task.CompletedTask;
        });
        await TryAsync(() => _record.Last is { } last ? _history.PointAsync(last) : Task.CompletedTask);
    }

    private async Task TryAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception fault)
        {
            if (!_isTroubled)
            {
                _isTroubled = true;
                steps.AddFailed("Note", fault);
                warn?.Invoke($"The history of {options.Name} cannot be read or written as it should, and the run goes on all the same: {FileFaults.Explain(fault).Message}");
            }
        }
    }
}
