#!/usr/bin/env pwsh
#Requires -Version 7.6
<#
.SYNOPSIS
Lays out the module as the PowerShell Gallery takes it, and makes its package.
.PARAMETER Module
The module as build.ps1 stages it: a folder with the version for a name.
.PARAMETER Output
The folder to write ContainerState/VERSION and ContainerState.VERSION.nupkg to.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Module,
    [Parameter(Mandatory)] [string] $Output
)

$ErrorActionPreference = 'Stop'
$source = Split-Path $PSScriptRoot
$version = Split-Path $Module -Leaf
$null = New-Item $Output -ItemType Directory -Force
$output = (Resolve-Path -LiteralPath $Output).ProviderPath
$folder = Join-Path $output ContainerState $version
Remove-Item (Join-Path $output ContainerState), (Join-Path $output 'ContainerState.*.nupkg') -Recurse -Force -ErrorAction Ignore
$null = New-Item (Split-Path $folder) -ItemType Directory -Force
Copy-Item $Module $folder -Recurse

# What cannot run where the product does, and what only its makers read.
Get-ChildItem "$folder/dependencies/runtimes" -Directory -ErrorAction Ignore | Where-Object Name -NE linux-x64 | Remove-Item -Recurse -Force
Get-ChildItem $folder -Recurse -Include *.pdb, *.deps.json, *.Tests.* | Remove-Item -Force
& "$PSScriptRoot/Get-ThirdPartyNotice.ps1" -LockFile "$source/src/ContainerState.PowerShell/packages.lock.json" | Set-Content "$folder/THIRD-PARTY-NOTICES.txt"

$manifest = Test-ModuleManifest "$folder/ContainerState.psd1"
if ("$($manifest.Version)" -ne $version) { throw "The manifest in $folder is of version $($manifest.Version)." }

# A repository of the moment, with a name that no other has: the user's own stay as they are.
$name = "ContainerState-$([guid]::NewGuid().ToString('n'))"
Register-PSResourceRepository -Name $name -Uri $output -Trusted
try {
    Publish-PSResource -Path $folder -Repository $name -SkipDependenciesCheck
} finally {
    Unregister-PSResourceRepository -Name $name
}
$package = Join-Path $output "ContainerState.$version.nupkg"
if (-not (Test-Path $package)) { throw "Publish-PSResource has not written $package." }
Write-Output "Wrote $folder", "Wrote $package"
