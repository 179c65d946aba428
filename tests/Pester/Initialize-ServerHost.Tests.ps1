Describe 'Initialize-ServerHost' {
    BeforeAll { . $PSScriptRoot/Common.ps1 }

    It 'sets the host up, and does so again' -Skip:(-not [Environment]::IsPrivilegedProcess) {
        (Initialize-ServerHost).Passed | Should -Not -Contain $false
        (Initialize-ServerHost).Passed | Should -Not -Contain $false
    }

    It 'throws nothing with -WhatIf' {
        { Initialize-ServerHost -WhatIf } | Should -Not -Throw
    }
}
