#!/usr/bin/env pwsh
#Requires -Version 7.6
<#
.SYNOPSIS
Builds, tests, documents and packages the PowerShell module, and publishes the command line.
.DESCRIPTION
Build stages the module in out/ContainerState/<version>, with its help where Microsoft.PowerShell.PlatyPS is installed.
Docs compiles the help alone. Test runs the tests of the solution, those of the module among them. CommandLine publishes
containerstate in out/cli: one native program, with libgit2 beside it. Package makes, in out/packages, the module as the
PowerShell Gallery takes it and its .nupkg, and the Debian package of the command line.
.PARAMETER ReadyToRun
Compiles the module ahead of time: half the time of a session's first command. Needs the package of that compiler,
microsoft.netcore.app.crossgen2, which not every feed has.
.PARAMETER WithoutHelp
Makes packages without the compiled help of the cmdlets, where Microsoft.PowerShell.PlatyPS is not to be had.
.EXAMPLE
./build.ps1; Import-Module ./out/ContainerState
.EXAMPLE
./build.ps1 CommandLine, Package -ReadyToRun
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Docs', 'Package', 'CommandLine')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    [switch] $ReadyToRun,

    [switch] $WithoutHelp
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$version = (Import-PowerShellDataFile "$PSScriptRoot/ContainerState.psd1").ModuleVersion
$out = Join-Path $PSScriptRoot out
$module = Join-Path $out ContainerState $version
$compile = $ReadyToRun ? @('-p:ReadyToRun=true') : @()

function Test-Tool([string] $Name, [version] $Version) {
    [bool] (Get-Module $Name -ListAvailable | Where-Object Version -GE $Version)
}

function Import-Tool([string] $Name, [version] $Version) {
    if (-not (Test-Tool $Name $Version)) {
        throw "$Name $Version or later is not installed: run 'Install-PSResource $Name'."
    }
    Import-Module $Name -MinimumVersion $Version
}

# The form of about_Topic_Help, for a terminal: headings at the margin, text four columns in, and examples eight.
function ConvertTo-Topic([IO.FileInfo] $Page) {
    'TOPIC', "    $($Page.BaseName)"
    $isExample = $false
    $afterHeading = $false
    foreach ($line in Get-Content $Page.FullName | Select-Object -Skip 1) {
        $isBlank = $line -eq ''
        if ($line -like '``````*') { $isExample = -not $isExample }
        elseif ($isExample) { $isBlank ? '' : "        $line" }
        elseif ($line -match '^#(#+) (.+)') { ' ' * (2 * $Matches[1].Length - 2) + $Matches[2] }
        elseif (-not ($isBlank -and $afterHeading)) { $isBlank ? '' : "    $line" }
        $afterHeading = $line -like '#*' -and -not $isExample
    }
}

function Build {
    $published = Join-Path $out publish
    Remove-Item $published, "$out/ContainerState" -Recurse -Force -ErrorAction Ignore
    dotnet publish "$PSScriptRoot/src/ContainerState.PowerShell" --configuration $Configuration --output $published --nologo @compile
    # Where neither PowerShell nor the runtime looks by itself: they belong in the module's own load context.
    $dependencies = New-Item "$module/dependencies" -ItemType Directory -Force
    Copy-Item "$published/ContainerState.PowerShell.dll", "$PSScriptRoot/ContainerState.psd1", "$PSScriptRoot/LICENSE",
        "$PSScriptRoot/src/ContainerState.PowerShell/ContainerState.Format.ps1xml", "$PSScriptRoot/src/ContainerState.PowerShell/ContainerState.Types.ps1xml" -Destination $module
    # Needs no compiler, unlike the pages of the cmdlets.
    $null = New-Item "$module/en-US" -ItemType Directory
    foreach ($page in Get-ChildItem "$PSScriptRoot/docs/en-US" -Filter about_*.md) {
        ConvertTo-Topic $page | Set-Content "$module/en-US/$($page.BaseName).help.txt"
    }
    Copy-Item "$published/*" -Include *.dll, *.so -Exclude ContainerState.PowerShell.dll -Destination $dependencies
    Get-ChildItem "$published/runtimes" -Filter linux-* -ErrorAction Ignore | Copy-Item -Recurse -Destination (New-Item "$dependencies/runtimes" -ItemType Directory)
    if (Test-Tool Microsoft.PowerShell.PlatyPS 1.0.3) { Docs } else { Write-Output 'Without help: Microsoft.PowerShell.PlatyPS 1.0.3 is not installed.' }
    Write-Output "Staged $module"
}

function Docs {
    Import-Tool Microsoft.PowerShell.PlatyPS 1.0.3
    $help = New-Item "$module/en-US" -ItemType Directory -Force
    $work = Join-Path $out help
    Get-ChildItem "$PSScriptRoot/docs/en-US" -Filter *-*.md | Import-MarkdownCommandHelp |
        Export-MamlCommandHelp -OutputFolder $work -Force | Copy-Item -Destination $help
    Write-Output "Wrote help to $help"
}

function Test {
    dotnet test $PSScriptRoot
}

function Package {
    if (-not $WithoutHelp) { Import-Tool Microsoft.PowerShell.PlatyPS 1.0.3 }
    $packages = Join-Path $out packages
    Remove-Item $packages -Recurse -Force -ErrorAction Ignore
    & "$PSScriptRoot/packaging/New-ModulePackage.ps1" -Module $module -Output $packages
    & "$PSScriptRoot/packaging/New-DebianPackage.ps1" -Program "$out/cli" -Version $version -Output $packages
}

function CommandLine {
    $published = Join-Path $out cli
    Remove-Item $published -Recurse -Force -ErrorAction Ignore
    dotnet publish "$PSScriptRoot/src/ContainerState.Cli" --configuration $Configuration --output $published --nologo
    Write-Output "Published $published/containerstate"
}

$plan = switch ($Task) {
    'Docs' { if (Test-Path $module) { 'Docs' } else { 'Build' } }
    'Build' { 'Build' }
    'Package' { 'Build', 'CommandLine', 'Package' }
    default { $_ }
}
$plan | Select-Object -Unique | ForEach-Object { & $_ }
