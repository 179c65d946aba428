# Dot-sourced in the BeforeAll of every file: the staged module, folders of our own, and a server to try things on.

$ErrorActionPreference = 'Stop'
$PSStyle.OutputRendering = 'PlainText'
$ProgressPreference = 'SilentlyContinue'

$staged = $env:CONTAINERSTATE_MODULE ?? (Join-Path $PSScriptRoot '../../out/ContainerState')
if (-not (Test-Path $staged)) {
    throw "The module is not staged at $staged. Run ./build.ps1 first."
}
Import-Module $staged

# For other sessions, which are to import the very same.
$modulePath = Join-Path (Get-Module ContainerState).ModuleBase ContainerState.psd1

# One for all files of a run, since building the fixture takes longer than all its tests.
$env:CONTAINERSTATE_HOME = Join-Path ([IO.Path]::GetTempPath()) "containerstate-pester-$PID"
if (-not (Test-Path $env:CONTAINERSTATE_HOME)) {
    $null = New-Item $env:CONTAINERSTATE_HOME -ItemType Directory
    Register-EngineEvent PowerShell.Exiting -SupportEvent -Action {
        Remove-Item (Join-Path ([IO.Path]::GetTempPath()) "containerstate-pester-$PID") -Recurse -Force -ErrorAction Ignore
    }
}

# Server names are one namespace of the whole host, and this may not be the only run on it.
$prefix = "pester-$PID"

function Invoke-Git {
    git -c user.name=Test -c user.email=test@example.org -c commit.gpgsign=false @args
    if ($LASTEXITCODE) { throw "git $args ended with $LASTEXITCODE" }
}

# A plain Git repository with one file, to be a dependency.
function New-Source([string] $Path, [string] $Text = 'hello') {
    $null = New-Item $Path -ItemType Directory -Force
    $full = Convert-Path -LiteralPath $Path
    Set-Content (Join-Path $full app.txt) $Text
    Invoke-Git -C $full init -q -b main
    Invoke-Git -C $full add app.txt
    Invoke-Git -C $full commit -q -m First
    $full
}

# The smallest server there is: busybox, and the page that a new repository has.
function Get-FixtureRepo {
    $path = Join-Path $env:CONTAINERSTATE_HOME fixture web
    if (Test-Path $path) {
        return Get-StateRepo $path
    }
    $null = New-StateRepo $path | Add-StateDependency -Debian busybox-static -Name base -Variant extract
    Get-StateRepo $path
}

function Get-FixtureImage {
    Get-FixtureRepo | Build-ServerImage
}

# A server with one component that is built, in a toolchain of busybox alone.
function New-BuiltRepo([string] $Path) {
    $repo = Import-StateRepo (Get-FixtureRepo).Path $Path
    $null = New-Item "$Path/toolchain/bin", "$Path/src" -ItemType Directory -Force
    $busybox = Join-Path (Convert-Path "$Path/toolchain/bin") busybox
    git -C $repo.Path cat-file blob origin/deps/base:bin/busybox > $busybox
    chmod 755 $busybox
    $null = New-Item "$Path/toolchain/bin/sh" -ItemType SymbolicLink -Value busybox
    Set-Content "$Path/src/text" hello
    Set-Content "$Path/components/app.yaml" "source: src`nbuild: read -r text <text; echo `$text >`$OUT/app`ntoolchain: toolchain"
    Invoke-Git -C $repo.Path add --all
    Invoke-Git -C $repo.Path commit -q -m 'Build an app'
    Get-StateRepo $Path
}

# A result that no step made, for what does not compute keys.
function Add-Result($Repository, [string] $Key, [string] $Component = 'app') {
    $commit = Invoke-Git -C $Repository.Path commit-tree 'HEAD^{tree}' -m "Build $Component"
    Invoke-Git -C $Repository.Path update-ref "refs/containerstate/builds/$Key" $commit
    $commit
}

function Get-Results([string] $Path) {
    @(git -C $Path for-each-ref '--format=%(refname:lstrip=3)' refs/containerstate/builds)
}

# A killed process may wait for a slow init to take note of its end; it runs no more.
function Test-Running([int] $ProcessId) {
    $state = Get-Content "/proc/$ProcessId/stat" -ErrorAction Ignore
    [bool] $state -and $state -notmatch '\) [ZX] '
}

# A command as a script that writes what the command writes, or the id of its error.
function Get-NobodyScript([string] $Command) {
    "try { `$ErrorActionPreference = 'Stop'; $Command } catch { `$_.FullyQualifiedErrorId -replace ',.*' }"
}

# Runs one command as a user without rights, in a PowerShell of its own, and hands back what it wrote.
function Invoke-AsNobody([string] $Command) {
    $copy = Join-Path (Convert-Path TestDrive:/) module ContainerState
    if (-not (Test-Path $copy)) {
        $null = New-Item (Split-Path $copy) -ItemType Directory
        Copy-Item (Split-Path $modulePath) $copy -Recurse
    }
    setpriv --reuid=65534 --regid=65534 --clear-groups -- env HOME=/nonexistent POWERSHELL_TELEMETRY_OPTOUT=1 pwsh -NoProfile -NonInteractive -Command @"
Import-Module '$copy/ContainerState.psd1'
$(Get-NobodyScript $Command)
"@
}

# Runs a script and hands back what it wrote and its errors, apart from each other.
function Invoke-Apart([scriptblock] $Script) {
    $faults = [Collections.ArrayList]::new()
    $output = & $Script 2>&1 | ForEach-Object {
        if ($_ -is [Management.Automation.ErrorRecord]) { $null = $faults.Add($_) } else { $_ }
    }
    [pscustomobject]@{ Output = @($output); Errors = @($faults); Ids = @($faults.FullyQualifiedErrorId -replace ',.*') }
}
