Describe 'Remove-ServerVolume' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
    }

    BeforeEach { $volume = New-ServerVolume "$prefix-a" -SizeBytes 16MB }

    AfterEach {
        Stop-Server "$prefix-*" -Force
        Get-ServerVolume "$prefix-*" | Remove-ServerVolume -Force
    }

    It 'removes a volume by its name, and hands it on with -PassThru' {
        Remove-ServerVolume $volume.Name -Force | Should -BeNullOrEmpty
        $volume.Path | Should -Not -Exist
        ((New-ServerVolume "$prefix-b" -SizeBytes 16MB) | Remove-ServerVolume -Force -PassThru).Name | Should -Be "$prefix-b"
    }

    It 'removes nothing with -WhatIf, not even with -Force' {
        $volume | Remove-ServerVolume -WhatIf
        $volume | Remove-ServerVolume -Force -WhatIf
        $volume.Path | Should -Exist
    }

    It 'says that there is none, and still removes the next' {
        $result = Invoke-Apart { "$prefix-nothing", $volume.Name | Remove-ServerVolume -Force -PassThru -ErrorAction Continue }
        $result.Ids | Should -Be VolumeNotFound
        $result.Output.Name | Should -Be $volume.Name
    }

    It 'keeps a volume that a server has' {
        $null = Get-FixtureImage | Start-EphemeralServer -Name "$prefix-user" -Volume "$($volume.Name):/tmp/data"
        $result = Invoke-Apart { $volume | Remove-ServerVolume -Force -ErrorAction Continue }
        $result.Ids | Should -Be VolumeInUse
        $result.Errors[0].CategoryInfo.Category | Should -Be ResourceBusy
        $volume.Path | Should -Exist
    }
}
