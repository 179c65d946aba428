@{
    RootModule           = 'ContainerState.PowerShell.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '3c1d1e0e-8f52-4b0e-9a35-5d6c0f1b7a44'
    Author               = 'The ContainerState authors'
    CompanyName          = 'The ContainerState authors'
    Copyright            = 'Copyright (c) 2026 The ContainerState authors. MIT licence.'
    Description          = 'One Git commit is a whole server: import its parts, build its image, boot it, test it, kill it.'
    CompatiblePSEditions = @('Core')
    PowerShellVersion    = '7.6'
    FormatsToProcess     = @('ContainerState.Format.ps1xml')
    TypesToProcess       = @('ContainerState.Types.ps1xml')
    CmdletsToExport      = @(
        'Add-StateDependency'
        'Build-ServerImage'
        'Clear-StateCache'
        'Compare-ServerImage'
        'Debug-ServerBuild'
        'Export-StateInventory'
        'Get-Server'
        'Get-ServerImage'
        'Get-ServerImageContent'
        'Get-ServerLog'
        'Get-ServerRebuild'
        'Get-ServerVolume'
        'Get-StateDependency'
        'Get-StateRepo'
        'Import-StateRepo'
        'Initialize-ServerHost'
        'Invoke-ServerRebuild'
        'Invoke-ServerSupervisor'
        'New-ServerVolume'
        'New-StateRepo'
        'Publish-StateCache'
        'Receive-StateCache'
        'Register-ServerRebuild'
        'Register-ServerSupervisor'
        'Remove-ServerImage'
        'Remove-ServerLog'
        'Remove-ServerVolume'
        'Remove-StateDependency'
        'Restore-Server'
        'Show-StateRepo'
        'Start-EphemeralServer'
        'Stop-Server'
        'Test-Server'
        'Test-ServerHost'
        'Test-ServerImage'
        'Test-StateRepo'
        'Unregister-ServerRebuild'
        'Update-StateDependency'
        'Update-StateRepo'
        'Wait-Server'
    )
    AliasesToExport      = @('Start-Server', 'Stop-EphemeralServer')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @('Git', 'Container', 'LXC', 'Server', 'Immutable', 'Reproducible', 'Infrastructure', 'Linux', 'PSEdition_Core')
            LicenseUri   = 'https://github.com/containerstate/containerstate/blob/main/LICENSE'
            ProjectUri   = 'https://github.com/containerstate/containerstate'
            ReleaseNotes = 'https://github.com/containerstate/containerstate/blob/main/CHANGELOG.md'
        }
    }
}
