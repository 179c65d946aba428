#!/usr/bin/env pwsh
#Requires -Version 7.6
<#
.SYNOPSIS
Writes the licences of what a program of ours is linked with, or brings: one text, from the packages themselves.
.PARAMETER LockFile
The lock file of the program's project, which names them.
.PARAMETER Native
The program is compiled ahead of time, with the runtime in it.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $LockFile,
    [switch] $Native
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

$cache = (& dotnet nuget locals global-packages --list) -replace '^global-packages: ', ''
# What only the compiler and the analyzers read is in no program.
$buildOnly = 'Meziantou.Analyzer', 'PowerShellStandard.Library'
$locked = (Get-Content $LockFile -Raw | ConvertFrom-Json -AsHashtable).dependencies['net10.0']
$folders = @($locked.GetEnumerator() | Where-Object { $_.Value.type -ne 'Project' -and $_.Key -notin $buildOnly } | Sort-Object Key |
    ForEach-Object { Join-Path $cache $_.Key.ToLowerInvariant() $_.Value.resolved })
if ($Native) {
    $folders += Get-ChildItem (Join-Path $cache runtime.linux-x64.microsoft.dotnet.ilcompiler) -Directory | Sort-Object { [version] $_.Name } | Select-Object -Last 1 -ExpandProperty FullName
}
foreach ($folder in $folders) {
    $about = ([xml] (Get-Content (Get-ChildItem $folder -Filter *.nuspec) -Raw)).package.metadata
    $copyright = $about.copyright ? $about.copyright : $about.authors
    $texts = @(Get-ChildItem $folder -Recurse -Depth 1 -File | Where-Object Name -Match '^(.*licen[sc]e.*\.(txt|md)|third-party-notices\.txt)$' | Sort-Object FullName)
    '', ('=' * 78), "$($about.id) $($about.version)", "Copyright: $copyright", "Licence: $($about.license.type -eq 'file' ? 'below' : $about.license.InnerText)", ''
    if (-not $texts -and $about.license.InnerText -ne 'MIT') { throw "$($about.id) brings no text of its licence: add it." }
    foreach ($text in $texts) { (Get-Content $text.FullName -Raw).ReplaceLineEndings("`n").TrimEnd() }
}
