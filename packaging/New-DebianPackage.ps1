#!/usr/bin/env pwsh
#Requires -Version 7.6
<#
.SYNOPSIS
Makes the Debian package of the command line: the same bytes from the same commit and the same program.
.PARAMETER Program
The folder that the command line was published to.
.PARAMETER Version
The version of the package.
.PARAMETER Output
The folder to write containerstate_VERSION_amd64.deb to.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Program,
    [Parameter(Mandatory)] [string] $Version,
    [Parameter(Mandatory)] [string] $Output
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$source = Split-Path $PSScriptRoot

# Without these a host can run servers from images that it has; apt installs them unless it is told otherwise.
# A log server takes all of rsyslog, daemon and socklog.
$recommended = 'mmdebstrap', 'rsyslog', 'daemon', 'socklog'

# What a host needs, the program itself knows. It is linked with the C library, and loads OpenSSL at run time.
$glibc = & grep -aohE 'GLIBC_2\.[0-9]+' "$Program/containerstate" | ForEach-Object { [version] $_.Substring(6) } | Sort-Object | Select-Object -Last 1
$needed = & "$Program/containerstate" host packages
$onDemand = & "$Program/containerstate" host packages --on-demand
$unknown = $recommended | Where-Object { $_ -notin $needed + $onDemand }
if ($unknown) { throw "The program does not know the packages that are recommended: $($unknown -join ', ')." }
$depends = @("libc6 (>= $glibc)", 'libssl3 | libssl3t64') + @($needed | Where-Object { $_ -notin $recommended })

$env:SOURCE_DATE_EPOCH = $env:SOURCE_DATE_EPOCH ? $env:SOURCE_DATE_EPOCH : (& git -C $source log -1 --format=%ct HEAD)
$root = (New-Item (Join-Path ([IO.Path]::GetTempPath()) "containerstate-deb-$([guid]::NewGuid().ToString('n'))") -ItemType Directory).FullName
try {
    function Add-File([string] $From, [string] $To, [string] $Mode = '0644') { & install -D -m $Mode -- $From "$root/$To" }

    Add-File "$Program/containerstate" usr/lib/containerstate/containerstate 0755
    foreach ($library in Get-ChildItem $Program -Filter *.so) { Add-File $library.FullName "usr/lib/containerstate/$($library.Name)" }
    $null = New-Item "$root/usr/bin" -ItemType Directory
    & ln -s ../lib/containerstate/containerstate "$root/usr/bin/containerstate"
    Add-File "$PSScriptRoot/completions/containerstate.bash" usr/share/bash-completion/completions/containerstate
    Add-File "$PSScriptRoot/completions/_containerstate" usr/share/zsh/vendor-completions/_containerstate
    Add-File "$PSScriptRoot/completions/containerstate.fish" usr/share/fish/vendor_completions.d/containerstate.fish
    foreach ($unit in Get-ChildItem "$PSScriptRoot/systemd") { Add-File $unit.FullName "lib/systemd/system/$($unit.Name)" }
    foreach ($script in Get-ChildItem "$PSScriptRoot/debian") { Add-File $script.FullName "DEBIAN/$($script.Name)" 0755 }
    Add-File "$source/CHANGELOG.md" usr/share/doc/containerstate/changelog
    & gzip -9n "$root/usr/share/doc/containerstate/changelog"

    $licence = Get-Content "$source/LICENSE"
    $copyright = @(
        'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/'
        'Upstream-Name: ContainerState'
        'Source: https://github.com/containerstate/containerstate'
        ''
        'Files: *'
        "Copyright: $(@($licence -match '^Copyright')[0] -replace '^Copyright \(c\) ', '')"
        'License: Expat'
        # An empty line as a dot: deb822(5). What is before the permission is said above.
        ($licence | Select-Object -Skip ([array]::FindIndex($licence, [Predicate[string]] { $args[0] -like 'Permission*' })) | ForEach-Object { $_ ? " $_" : ' .' })
        'Comment:'
        ' What the program is linked with has its own authors and licences: they are in'
        ' /usr/share/doc/containerstate/third-party-notices.gz.'
    )
    $texts = "$root/usr/share/doc/containerstate"
    Set-Content "$texts/copyright" $copyright
    & "$PSScriptRoot/Get-ThirdPartyNotice.ps1" -LockFile "$source/src/ContainerState.Cli/packages.lock.json" -Native | Set-Content "$texts/third-party-notices"
    & gzip -9n "$texts/third-party-notices"
    & chmod 0644 "$texts/copyright" "$texts/third-party-notices.gz"

    $size = [math]::Ceiling((Get-ChildItem $root -Recurse -File | Where-Object FullName -NotLike "$root/DEBIAN/*" | Measure-Object Length -Sum).Sum / 1KB)
    Set-Content "$root/DEBIAN/control" @(
        'Package: containerstate'
        "Version: $Version"
        'Architecture: amd64'
        'Maintainer: The ContainerState authors <noreply@containerstate.invalid>'
        'Section: admin'
        'Priority: optional'
        'Homepage: https://github.com/containerstate/containerstate'
        "Installed-Size: $size"
        "Depends: $($depends -join ', ')"
        "Recommends: $($recommended -join ', ')"
        "Suggests: $(@($onDemand | Where-Object { $_ -notin $recommended }) -join ', ')"
        'Description: immutable servers from Git'
        ' One Git commit holds a whole server: its code, its configuration and every'
        ' dependency. One command turns the commit into a read-only image, one boots'
        ' it as a container, one tests it, one kills it.'
        ' .'
        ' This package is the command line. It needs Linux 6.2 or newer.'
    )
    & chmod 0644 "$root/DEBIAN/control"
    # Whatever the umask is here.
    & find $root -type d -exec chmod 0755 '{}' '+'
    & find $root -exec touch -h -d "@$env:SOURCE_DATE_EPOCH" '{}' '+'

    $package = Join-Path (New-Item $Output -ItemType Directory -Force) "containerstate_${Version}_amd64.deb"
    # One thread: with several, xz divides its input by their number.
    $null = & dpkg-deb --root-owner-group -Zxz --threads-max=1 --build $root $package
    Write-Output "Wrote $package"
} finally {
    Remove-Item $root -Recurse -Force
}
