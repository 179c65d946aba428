#!/usr/bin/env pwsh
#Requires -Version 7.6
#Requires -Modules ContainerState
<#
.SYNOPSIS
Replaces the running servers of a repository with servers of its newest commit, if these pass their tests.
.DESCRIPTION
Pulls, builds, starts the new servers beside the old ones, and tests them. If all pass, the old servers are stopped. If anything
fails, the new ones are stopped, and the old ones have not been touched. Writes one report in JSON, in either case. The exit code
is 0 if servers of the newest commit run at the end, and 1 if not.
.EXAMPLE
./runbook.ps1 ./web -Name web -Count 2 -Report /var/log/web.json
#>
[CmdletBinding()]
param(
    # The folder of the state repository, with a remote to pull from.
    [Parameter(Mandatory)] [string] $Path,
    # What the servers are called. The moment of the start is added: web-261124093000.
    [Parameter(Mandatory)] [string] $Name,
    [int] $Count = 1,
    # Where the report goes.
    [string] $Report = "./$Name.json"
)
$ErrorActionPreference = 'Stop'
$started = [DateTime]::UtcNow
$new = $null
$said = [ordered]@{ name = $Name; startedUtc = $started; outcome = 'Failed'; commit = $null; image = $null; old = @(); new = @(); tests = @(); log = @(); error = $null }
try {
    $repository = Update-StateRepo $Path
    $said.commit = $repository.Head
    $image = $repository | Build-ServerImage
    $said.image = $image.Id

    # Those of earlier runs, and of one that was killed between its start and its end.
    $old = @(Get-Server | Where-Object Name -Match "^$([regex]::Escape($Name))-\d{12}(-\d+)?$")
    $said.old = @($old | ForEach-Object Name)
    $isCurrent = $old.Count -eq $Count -and -not ($old | Where-Object { $_.Image -ne $image.Id -or $_.State -ne 'Running' })
    if ($isCurrent) {
        $said.tests = @($old | Test-Server)
    }
    if ($isCurrent -and $said.tests.Passed -notcontains $false) {
        $said.outcome = 'Unchanged'
        return
    }

    # No moment is used twice: what fails below is stopped by its name.
    do { $next = "$Name-{0:yyMMddHHmmss}" -f [DateTime]::UtcNow } while ($old.Name -match "^$next" -and -not (Start-Sleep 1))
    $new = $next
    $servers = @($image | Start-EphemeralServer -Name $new -Count $Count)
    $said.new = @($servers | ForEach-Object Name)
    $said.tests = @($servers | Test-Server)
    $failed = @($said.tests | Where-Object -Not Passed)
    if ($failed) {
        # Taken now: a stopped server has no log any more.
        $said.log = @($failed.Server | Get-ServerLog | Select-Object -Last 50)
        throw "$($failed.Count) of $Count new servers failed their checks."
    }
    $old | Stop-Server -Force
    $said.outcome = 'Replaced'
} catch {
    $said.error = [ordered]@{ id = $_.FullyQualifiedErrorId -replace ',.*'; message = "$_"; remedy = $_.ErrorDetails.RecommendedAction }
    Write-Host "$Name`: $_"
} finally {
    # Also after Ctrl+C.
    if ($said.outcome -eq 'Failed' -and $new) {
        Get-Server | Where-Object Name -Match "^$new(-\d+)?$" | Stop-Server -Force
    }
    $said.durationSeconds = ([DateTime]::UtcNow - $started).TotalSeconds
    $said | ConvertTo-Json -Depth 6 | Set-Content $Report
    exit [int] ($said.outcome -eq 'Failed')
}
