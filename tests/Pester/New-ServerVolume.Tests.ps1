Describe 'New-ServerVolume' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll { . $PSScriptRoot/Common.ps1 }

    AfterEach { Get-ServerVolume "$prefix-*" | Remove-ServerVolume -Force }

    It 'makes a volume with what it was asked for' {
        $volume = New-ServerVolume "$prefix-a" -SizeBytes 32MB -Owner www-data -Shared
        $volume.Name | Should -Be "$prefix-a"
        $volume.SizeBytes | Should -Be 32MB
        $volume.Owner | Should -Be www-data
        $volume.Shared | Should -BeTrue
        $volume.Servers | Should -BeNullOrEmpty
        (Get-Item $volume.Path).Length | Should -Be 32MB
    }

    It 'makes none with -WhatIf' {
        New-ServerVolume "$prefix-a" -WhatIf
        Get-ServerVolume "$prefix-*" | Should -BeNullOrEmpty
    }

    It 'refuses a name that is there, and one that is none' {
        $null = New-ServerVolume "$prefix-a" -SizeBytes 16MB
        $result = Invoke-Apart { New-ServerVolume "$prefix-a" -ErrorAction Continue; New-ServerVolume '../x' -ErrorAction Continue; New-ServerVolume "$prefix-b" -SizeBytes 1 -ErrorAction Continue }
        $result.Ids | Should -Be VolumeExists, InvalidName, InvalidName
        Get-ServerVolume "$prefix-*" | Should -HaveCount 1
    }
}
